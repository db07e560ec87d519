using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static Derp.Kv.Generators.Diagnostics.DescriptorFactory;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>What is refused of renewal, of results that decide, and of looks without a computation. Each refuses its method.</summary>
internal static class FreshnessDescriptors
{
    public static readonly DiagnosticDescriptor RefreshRange = Create(
        "DKV0061", "RefreshAfter is too long", "RefreshAfter = \"{0}\" {1}");

    public static readonly DiagnosticDescriptor RefreshOnAlone = Create(
        "DKV0062", "RefreshOn has no effect", "RefreshOn has no effect: '{0}' sets neither RefreshAfter nor StaleIfError");

    public static readonly DiagnosticDescriptor NewScope = Create(
        "DKV0063", "RefreshOn.NewScope needs an instance", "'{0}' cannot run on an instance of a new scope: {1}");

    public static readonly DiagnosticDescriptor BatchRefresh = Create(
        "DKV0064", "A batch is not refreshed", "{0} cannot be set on '{1}': {2}");

    public static readonly DiagnosticDescriptor CacheableResult = Create(
        "DKV0065", "A body cannot return Cacheable<T>", "'{0}' returns '{1}', but {2}");

    public static readonly DiagnosticDescriptor Previous = Create(
        "DKV0066", "A parameter cannot be a Previous<T>", "'{0}' cannot be a Previous<T>: {1}");

    public static readonly DiagnosticDescriptor NoPrevious = Create(
        "DKV0067", "There is never a previous value", "'{0}' never has a value: '{1}' sets neither RefreshAfter nor StaleIfError; set one, or remove the parameter");

    public static readonly DiagnosticDescriptor Look = Create(
        "DKV0068", "A look into the cache cannot be implemented", "'{0}' is declared, but cannot look into the cache: {1}");

    public static readonly DiagnosticDescriptor Hit = Create(
        "DKV0069", "A wrapper cannot return CacheHit<T>", "'{0}' cannot return '{1}': {2}");

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        RefreshRange,
        RefreshOnAlone,
        NewScope,
        BatchRefresh,
        CacheableResult,
        Previous,
        NoPrevious,
        Look,
        Hit,
    ];
}
