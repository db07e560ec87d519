using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>
/// Whether a property that cannot be restored can be left out. MessagePack for C# leaves each such property out, and what
/// only it showed is gone; here it may go only where it is seen to be computed from what is restored.
/// </summary>
internal static class StateCheck
{
    public static bool IsComputedFromRestored(ObjectMember member, INamedTypeSymbol type, IReadOnlyCollection<ISymbol> accounted, Compilation compilation)
    {
        if (member.Symbol is not IPropertySymbol property || StoreOf(property) is not null)
            return false;

        // Fields of another assembly are not all visible: what such a type holds is not known.
        var chain = type.FromBaseToDerived();
        if (chain.Any(t => !SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly)))
            return false;

        return chain
            .SelectMany(t => t.GetMembers().OfType<IFieldSymbol>())
            .Where(f => f is { IsStatic: false, IsConst: false })
            .All(f => accounted.Contains(f.AssociatedSymbol ?? f, SymbolEqualityComparer.Default));
    }

    private static IFieldSymbol? StoreOf(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
}
