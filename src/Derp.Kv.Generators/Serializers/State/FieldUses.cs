using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>The places in sight that name a field or property: the bodies of the types that can reach it.</summary>
internal static class FieldUses
{
    /// <param name="member">The definition.</param>
    /// <param name="types">Definitions whose code is read.</param>
    /// <param name="compilation">The one that they belong to.</param>
    /// <param name="ct">Cancels the reading.</param>
    public static IReadOnlyList<FieldUse> Of(ISymbol member, IEnumerable<INamedTypeSymbol> types, Compilation compilation, CancellationToken ct)
    {
        var uses = new List<FieldUse>();
        foreach (var reference in types.SelectMany(static t => t.DeclaringSyntaxReferences))
        {
            if (SourceModels.Of(compilation, reference.SyntaxTree) is not { } model)
                continue;
            foreach (var name in NameIndex.Of(reference.GetSyntax(ct), member.Name))
            {
                if (Means(model.GetSymbolInfo(name, ct), member))
                    uses.Add(FieldUse.Of(name, model, ct));
            }
        }

        return uses;
    }

    /// <summary>Whether code names a member.</summary>
    public static bool Name(SyntaxNode code, ISymbol member, SemanticModel model, CancellationToken ct) =>
        code.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .Any(n => n.Identifier.ValueText == member.Name && Means(model.GetSymbolInfo(n, ct), member));

    // Half-typed code has candidates only.
    private static bool Means(SymbolInfo info, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(info.Symbol?.OriginalDefinition, member)
        || info.CandidateSymbols.Any(c => SymbolEqualityComparer.Default.Equals(c.OriginalDefinition, member));
}
