using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>The types that the library serializes itself, and what its members are called.</summary>
internal static class BuiltInTypes
{
    public const string Library = "global::Derp.Kv.Serialization.KvSerializers";

    /// <summary>The reader's method for text.</summary>
    public const string ReadString = "ReadString";

    private static readonly HashSet<string> s_simple = new(StringComparer.Ordinal)
    {
        "System.Int128", "System.UInt128", "System.Numerics.BigInteger", "System.Half", "System.Uri", "System.Version",
        "System.Guid", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
        "System.Numerics.Complex", "System.Collections.BitArray", "System.Text.StringBuilder",
    };

    private static readonly HashSet<string> s_generic = new(StringComparer.Ordinal)
    {
        "System.Nullable`1", "System.Collections.Generic.KeyValuePair`2",
        "System.Collections.Generic.List`1", "System.Collections.Generic.LinkedList`1", "System.Collections.Generic.Queue`1",
        "System.Collections.Generic.HashSet`1", "System.Collections.Generic.SortedSet`1",
        "System.Collections.Generic.IEnumerable`1", "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IList`1",
        "System.Collections.Generic.IReadOnlyCollection`1", "System.Collections.Generic.IReadOnlyList`1",
        "System.Collections.Generic.ISet`1", "System.Collections.Generic.IReadOnlySet`1",
        "System.Collections.ObjectModel.Collection`1", "System.Collections.ObjectModel.ReadOnlyCollection`1",
        "System.Collections.Immutable.ImmutableArray`1", "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.IImmutableList`1", "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.IDictionary`2", "System.Collections.Generic.IReadOnlyDictionary`2",
        "System.Collections.ObjectModel.ReadOnlyDictionary`2", "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Tuple`1", "System.Tuple`2", "System.Tuple`3", "System.Tuple`4", "System.Tuple`5", "System.Tuple`6", "System.Tuple`7",
        "System.ValueTuple`1", "System.ValueTuple`2", "System.ValueTuple`3", "System.ValueTuple`4", "System.ValueTuple`5",
        "System.ValueTuple`6", "System.ValueTuple`7", "System.Tuple`8", "System.ValueTuple`8",
        "System.Collections.Generic.Stack`1", "System.Collections.Concurrent.ConcurrentStack`1",
        "System.Collections.Concurrent.ConcurrentQueue`1", "System.Collections.Concurrent.ConcurrentBag`1",
        "System.Collections.ObjectModel.ObservableCollection`1", "System.Collections.ObjectModel.ReadOnlyObservableCollection`1",
        "System.Collections.Generic.SortedList`2", "System.Collections.Frozen.FrozenSet`1", "System.Collections.Frozen.FrozenDictionary`2",
        "System.Collections.Immutable.IImmutableSet`1", "System.Collections.Immutable.ImmutableSortedSet`1",
        "System.Collections.Immutable.ImmutableQueue`1", "System.Collections.Immutable.IImmutableQueue`1",
        "System.Collections.Immutable.ImmutableStack`1", "System.Collections.Immutable.IImmutableStack`1",
        "System.Collections.Immutable.IImmutableDictionary`2", "System.Collections.Immutable.ImmutableSortedDictionary`2",
        "System.Linq.IGrouping`2", "System.Linq.ILookup`2", "System.Lazy`1",
    };

    // Of bytes they are binary and have a serializer without arguments.
    private static readonly HashSet<string> s_segments = new(StringComparer.Ordinal)
    {
        "System.Memory`1", "System.ReadOnlyMemory`1", "System.ArraySegment`1", "System.Buffers.ReadOnlySequence`1",
    };

    /// <summary>The reader's method for a type that needs no serializer, as both sides are one call; else null.</summary>
    public static string? ReadMethod(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "ReadBoolean",
        SpecialType.System_Char => "ReadChar",
        SpecialType.System_SByte => "ReadSByte",
        SpecialType.System_Byte => "ReadByte",
        SpecialType.System_Int16 => "ReadInt16",
        SpecialType.System_UInt16 => "ReadUInt16",
        SpecialType.System_Int32 => "ReadInt32",
        SpecialType.System_UInt32 => "ReadUInt32",
        SpecialType.System_Int64 => "ReadInt64",
        SpecialType.System_UInt64 => "ReadUInt64",
        SpecialType.System_Single => "ReadSingle",
        SpecialType.System_Double => "ReadDouble",
        SpecialType.System_String => ReadString,
        _ => null,
    };

    /// <summary>The expression for a type without arguments, or null.</summary>
    public static string? Simple(INamedTypeSymbol type)
    {
        if (ReadMethod(type) is { } method)
            return $"{Library}.{method.Substring("Read".Length)}";
        if (type.SpecialType is SpecialType.System_Decimal or SpecialType.System_DateTime)
            return $"{Library}.{type.Name}";
        if (type.IsGenericType)
            return IsBytes(type) ? $"{Library}.{type.Name}" : null;
        return s_simple.Contains(MetadataName(type)) ? $"{Library}.{type.Name}" : null;
    }

    /// <summary>The factory method that composes the serializers of the type's arguments, or null.</summary>
    public static string? Factory(INamedTypeSymbol type) =>
        !type.IsGenericType ? null
        : s_generic.Contains(MetadataName(type)) ? type.Name
        : s_segments.Contains(MetadataName(type)) ? type.Name + "Of"
        : null;

    public static string MetadataName(INamedTypeSymbol type) => type.ContainingType is null && type.ContainingNamespace is { IsGlobalNamespace: false } space
        ? $"{space.ToDisplayString()}.{type.MetadataName}"
        : type.MetadataName;

    private static bool IsBytes(INamedTypeSymbol type) =>
        type.TypeArguments is [{ SpecialType: SpecialType.System_Byte }] && s_segments.Contains(MetadataName(type));
}
