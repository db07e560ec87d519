using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Frozen;

/// <summary>Types of the framework that never change, by their names: what they keep cannot be seen.</summary>
internal static class KnownFrozen
{
    private static readonly HashSet<string> s_simple = new(StringComparer.Ordinal)
    {
        "System.Int128", "System.UInt128", "System.Half", "System.Guid", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
        "System.Uri", "System.Version", "System.Numerics.BigInteger", "System.Numerics.Complex",
    };

    // As frozen as their arguments, whoever made them.
    private static readonly HashSet<string> s_holders = new(StringComparer.Ordinal)
    {
        "System.Nullable`1", "System.Collections.Generic.KeyValuePair`2",
        "System.ValueTuple`1", "System.ValueTuple`2", "System.ValueTuple`3", "System.ValueTuple`4", "System.ValueTuple`5", "System.ValueTuple`6", "System.ValueTuple`7", "System.ValueTuple`8",
        "System.Collections.Immutable.ImmutableArray`1", "System.Collections.Immutable.ImmutableList`1", "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Immutable.ImmutableSortedSet`1", "System.Collections.Immutable.ImmutableQueue`1", "System.Collections.Immutable.ImmutableStack`1",
        "System.Collections.Immutable.ImmutableDictionary`2", "System.Collections.Immutable.ImmutableSortedDictionary`2",
        "System.Collections.Frozen.FrozenSet`1", "System.Collections.Frozen.FrozenDictionary`2",
    };

    // The same for those that our decoder made: of others a class derived from them, or a collection behind them, may change.
    private static readonly HashSet<string> s_decoded = new(StringComparer.Ordinal)
    {
        "System.Tuple`1", "System.Tuple`2", "System.Tuple`3", "System.Tuple`4", "System.Tuple`5", "System.Tuple`6", "System.Tuple`7", "System.Tuple`8",
        "System.Collections.Immutable.IImmutableList`1", "System.Collections.Immutable.IImmutableSet`1", "System.Collections.Immutable.IImmutableQueue`1",
        "System.Collections.Immutable.IImmutableStack`1", "System.Collections.Immutable.IImmutableDictionary`2",
        "System.Collections.ObjectModel.ReadOnlyCollection`1", "System.Collections.ObjectModel.ReadOnlyDictionary`2",
        "System.Linq.ILookup`2", "System.Linq.IGrouping`2",
    };

    /// <summary>Numbers, text, times and the like.</summary>
    public static bool IsSimple(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Enum
        || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime
        || (type is { IsGenericType: false, ContainingNamespace.Name: "System" or "Numerics" } && s_simple.Contains(BuiltInTypes.MetadataName(type)));

    /// <summary>Whether the type is frozen where its arguments are.</summary>
    /// <param name="type">Any type.</param>
    /// <param name="isDecoded">Whether our decoder made the value.</param>
    public static bool IsHolder(INamedTypeSymbol type, bool isDecoded) =>
        type.IsGenericType
        && BuiltInTypes.MetadataName(type) is var name
        && (s_holders.Contains(name) || (isDecoded && s_decoded.Contains(name)));

    /// <summary>Whether the library knows the type, and knows that it can change.</summary>
    public static bool IsChangeable(ITypeSymbol type) => type is not INamedTypeSymbol named
        ? type is IArrayTypeSymbol
        : !IsSimple(named) && !IsHolder(named, isDecoded: true)
            && (BuiltInTypes.Simple(named) is not null || BuiltInTypes.Factory(named) is not null || (named.Name == "IPAddress" && BuiltInTypes.MetadataName(named) == "System.Net.IPAddress"));
}
