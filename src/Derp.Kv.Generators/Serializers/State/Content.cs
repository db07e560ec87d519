using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>Whether the code that gets a value can change what the object keeps.</summary>
internal static class Content
{
    private static readonly HashSet<string> s_fixed = new(StringComparer.Ordinal)
    {
        "System.Type", "System.Uri", "System.Version", "System.Text.RegularExpressions.Regex", "System.Globalization.CultureInfo",
        "System.Text.Encoding", "System.StringComparer", "System.Lazy<T>", "System.TimeZoneInfo", "System.Net.IPAddress", "System.IO.FileInfo",
        "System.Text.Json.JsonSerializerOptions", "System.TimeProvider", "System.Collections.Generic.IReadOnlyCollection<T>",
        "System.Collections.Generic.IReadOnlyList<T>", "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>",
        "System.Collections.Generic.IReadOnlySet<T>", "System.Collections.Generic.IEnumerable<T>", "System.Collections.IEnumerable",
        "System.Collections.Generic.IEqualityComparer<T>", "System.Collections.Generic.IComparer<T>", "System.Linq.ILookup<TKey, TElement>",
        "System.Collections.ObjectModel.ReadOnlyCollection<T>", "System.Collections.ObjectModel.ReadOnlyDictionary<TKey, TValue>",
    };

    public static bool CanChange(ITypeSymbol? type)
    {
        if (type is null || type.IsValueType || type.IsRecord || type.TypeKind == TypeKind.Delegate
            || type.SpecialType is SpecialType.System_String or SpecialType.System_Object)
            return false;
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space is not ("System.Collections.Immutable" or "System.Collections.Frozen" or "System.Threading")
            && !s_fixed.Contains(type.OriginalDefinition.ToDisplayString());
    }
}
