using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Freshness;

/// <summary>What <c>RefreshOn.NewScope</c> takes from a service scope (F5).</summary>
internal static class ScopeParser
{
    /// <summary>Null if the body is not refreshed so.</summary>
    public static ScopeModel? Parse(AnnotatedMethod method, StageModel stage) =>
        IsInScope(method)
            ? new ScopeModel(
                method.Type.Qualified(method.Aliases),
                Interfaces(method).Select(i => i.Qualified(method.Aliases)).OrderBy(static i => i, StringComparer.Ordinal).ToEquatableArray(),
                method.Values.All.Any(v => v.Root.Length > 0 && stage.Key.Fields.Any(f => f.Ordinal == v.Ordinal)) ? WrapperNames.Key(method.Symbol) : null)
            : null;

    /// <summary>The interfaces that generated code names.</summary>
    public static IEnumerable<INamedTypeSymbol> Interfaces(AnnotatedMethod method) => IsInScope(method)
        ? method.Type.AllInterfaces.Where(i => IsContract(method, i))
        : [];

    /// <summary>The type and its interfaces; none if another file of the assembly cannot name each of them, and without a warning.</summary>
    public static IEnumerable<string> Registered(AnnotatedMethod method)
    {
        if (!IsInScope(method) || method.Symbol.Parameters.Any(EachParameter.Is) || IsGeneric(method.Type))
            return [];
        var types = new[] { method.Type }.Concat(Interfaces(method).OrderBy(static i => i.ToDisplayString(), StringComparer.Ordinal)).ToList();
        return types.TrueForAll(type => CanBeNamed(method, type)) ? types.Select(type => type.Qualified(method.Aliases)) : [];
    }

    private static bool CanBeNamed(AnnotatedMethod method, INamedTypeSymbol type) =>
        method.Compilation.IsSymbolAccessibleWithin(type, method.Compilation.Assembly)
        && !Warnings.Of(type, []).Any()
        && type.Qualified(method.Aliases).StartsWith("global::", StringComparison.Ordinal);

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || (type.ContainingType is { } outer && IsGeneric(outer));

    private static bool IsInScope(AnnotatedMethod method) => method.Cached is { } cached && !method.Symbol.IsStatic && RefreshSettings.IsInScope(cached);

    // No service is asked for by these; records implement the last.
    private static bool IsContract(AnnotatedMethod method, INamedTypeSymbol type) =>
        !type.Is("System", "IDisposable")
        && !type.Is("System", "IAsyncDisposable")
        && !type.Is("System", "IEquatable`1")
        && method.Compilation.IsSymbolAccessibleWithin(type, method.Type);
}
