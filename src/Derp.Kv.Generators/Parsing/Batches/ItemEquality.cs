using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>
/// Whether items are equal exactly if their keys are. The items of a call are told apart by their equality and their values by
/// their keys: where the two differ, one item would get the other's value.
/// </summary>
internal static class ItemEquality
{
    // As NearKeyParser has it: equality there joins what a key tells apart, or the other way round.
    private static readonly (string Namespace, string Name)[] s_ownEquality =
        [("System", "Half"), ("System", "Single"), ("System", "Double"), ("System", "DateTime"), ("System", "DateTimeOffset"), ("System", "Uri"), ("System.Net", "IPAddress"), ("System.Net", "IPNetwork")];

    /// <summary>Why not, as the end of a sentence about the type; null if they are, or if the type cannot be part of a key at all.</summary>
    public static string? Problem(ITypeSymbol item)
    {
        if (KeyValueParser.Find(item) is null)
            return null;
        return Find(item, []) is var (type, reason) ? SymbolEqualityComparer.Default.Equals(type, item) ? $"it {reason}" : $"'{BatchShape.Shown(type)}' in it {reason}" : null;
    }

    private static (ITypeSymbol Type, string Reason)? Find(ITypeSymbol type, IReadOnlyList<ITypeSymbol> around)
    {
        type = type.Underlying();
        if (s_ownEquality.Any(t => type.Is(t.Namespace, t.Name)))
            return (type, "has equal values whose keys differ");
        if (type.TypeKind == TypeKind.Array || (type is INamedTypeSymbol collection && IsCollection(collection)))
            return (type, "is a collection, and two of equal items are not equal");
        if (type is not INamedTypeSymbol named || around.Contains(type, SymbolEqualityComparer.Default))
            return null;
        if (named.IsTupleType || named.Is("System", $"Tuple`{named.Arity}"))
            return First(named.TypeArguments, [.. around, type]);
        if (named.TypeKind is not (TypeKind.Class or TypeKind.Struct) || KeyMembersParser.BelongsToSystem(named) || HasOwnEquals(named))
            return null;
        if (named is { TypeKind: TypeKind.Class, IsRecord: false })
            return (type, "has no Equals, so that two with equal members are not equal");
        return First(Hierarchy(named).SelectMany(static t => t.GetMembers()).OfType<IFieldSymbol>().Where(static f => !f.IsStatic).Select(static f => f.Type), [.. around, type]);
    }

    private static (ITypeSymbol Type, string Reason)? First(IEnumerable<ITypeSymbol> types, IReadOnlyList<ITypeSymbol> around)
    {
        foreach (var type in types)
        {
            if (Find(type, around) is { } found)
                return found;
        }

        return null;
    }

    private static bool IsCollection(INamedTypeSymbol type) =>
        type.SpecialType != SpecialType.System_String
        && type.AllInterfaces.Append(type).Any(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);

    // A user's own equality is taken at its word.
    private static bool HasOwnEquals(INamedTypeSymbol type) =>
        Hierarchy(type).SelectMany(static t => t.GetMembers(nameof(Equals))).OfType<IMethodSymbol>().Any(static m =>
            !m.IsStatic && !m.IsImplicitlyDeclared && m.Parameters.Length == 1 && m.ContainingType is { SpecialType: SpecialType.None } owner && !(owner.IsRecord && m.Locations.All(static l => l.IsInMetadata)));

    private static IEnumerable<INamedTypeSymbol> Hierarchy(INamedTypeSymbol type)
    {
        for (var t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
            yield return t;
    }
}
