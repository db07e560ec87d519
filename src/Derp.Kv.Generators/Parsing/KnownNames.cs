using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>Types of the library and the framework, recognised by full name so that no look-up in the compilation is needed.</summary>
internal static class KnownNames
{
    public const string Cached = "Derp.Kv.CachedAttribute";
    public const string Idempotent = "Derp.Kv.IdempotentAttribute";
    public const string RateLimited = "Derp.Kv.RateLimitedAttribute";
    public const string CacheTag = "Derp.Kv.CacheTagAttribute";
    public const string Invalidates = "Derp.Kv.InvalidatesAttribute";

    /// <summary>The attributes that make a method one of ours.</summary>
    public static readonly string[] Attributes = [Cached, Idempotent, RateLimited, CacheTag, Invalidates];

    /// <summary>Whether the type, without its arguments, is the top-level type of this namespace and metadata name.</summary>
    public static bool Is(this ITypeSymbol? type, string containingNamespace, string metadataName) =>
        type is INamedTypeSymbol { ContainingType: null } named
        && named.MetadataName == metadataName
        && named.ContainingNamespace.IsNamed(containingNamespace);

    public static bool IsKv(this ITypeSymbol? type, string metadataName) => type.Is("Derp.Kv", metadataName);

    public static bool IsCancellationToken(this ITypeSymbol? type) => type.Is("System.Threading", "CancellationToken");

    public static bool IsKvClient(this ITypeSymbol? type)
    {
        if (type is ITypeParameterSymbol parameter)
            return parameter.ConstraintTypes.Any(IsKvClient);
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.IsKv("KvClient"))
                return true;
        }

        return false;
    }

    public static bool HasAttribute(this ISymbol symbol, string metadataName) =>
        symbol.GetAttributes().Any(a => a.AttributeClass.IsKv(metadataName));

    private static bool IsNamed(this INamespaceSymbol symbol, string name)
    {
        var end = name.Length;
        for (var ns = symbol; ; ns = ns.ContainingNamespace)
        {
            if (ns.IsGlobalNamespace)
                return end < 0;
            var start = end - ns.Name.Length;
            if (start < 0 || (start > 0 && name[start - 1] != '.') || string.CompareOrdinal(name, start, ns.Name, 0, ns.Name.Length) != 0)
                return false;
            end = start - 1;
            if (start == 0 && !ns.ContainingNamespace.IsGlobalNamespace)
                return false;
        }
    }
}
