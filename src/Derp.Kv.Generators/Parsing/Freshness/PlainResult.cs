using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Freshness;

/// <summary>What a wrapper returns of a body that decides for its result (F7): the value without <c>Cacheable</c>.</summary>
internal static class PlainResult
{
    /// <summary>The value of a <c>Cacheable</c>; any other type as it is.</summary>
    public static ITypeSymbol Of(ITypeSymbol type) => IsCacheable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    /// <summary>The result's type for the wrapper, and whether the body decides for it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="result">What the body's task brings.</param>
    public static (ITypeSymbol Plain, bool Decides) Parse(AnnotatedMethod method, ITypeSymbol result)
    {
        if (!result.Any(IsCacheable))
            return (result, false);
        var isBatch = method.Symbol.Parameters.Any(EachParameter.Is);
        var plain = isBatch ? OfEach(result, method.Compilation) : Of(result);
        if (WhyNot(method, result, plain, isBatch) is { } reason)
            method.Findings.Add(FreshnessDescriptors.CacheableResult, method.Name, method.Symbol.Name, Shown(method.Symbol.ReturnType), reason);
        return (plain, true);
    }

    /// <summary>A task of the same kind for another result.</summary>
    public static ITypeSymbol TaskOf(ITypeSymbol task, ITypeSymbol result) => ((INamedTypeSymbol)task).ConstructedFrom.Construct(result);

    private static bool IsCacheable(ITypeSymbol type) => type.IsKv("Cacheable`1");

    private static ITypeSymbol OfEach(ITypeSymbol result, Compilation compilation) => result switch
    {
        IArrayTypeSymbol { IsSZArray: true } array => compilation.CreateArrayTypeSymbol(Of(array.ElementType), elementNullableAnnotation: Of(array.ElementType).NullableAnnotation),
        INamedTypeSymbol { IsGenericType: true } named when !IsCacheable(named) => named.ConstructedFrom.Construct([.. named.TypeArguments.Take(named.TypeArguments.Length - 1), Of(named.TypeArguments[named.TypeArguments.Length - 1])]),
        _ => Of(result),
    };

    private static string? WhyNot(AnnotatedMethod method, ITypeSymbol result, ITypeSymbol plain, bool isBatch) => method switch
    {
        { Cached: null } => "only a [Cached] body decides for its result",
        _ when method.Attributes.Any(static a => a.Kind == StageKind.Idempotent) =>
            "it is [Idempotent] too, and the result of that is stored as it is; move [Idempotent] to a method that calls the wrapper",
        _ when isBatch && IsCacheable(result) => "a batch decides for each value; put Cacheable<V> in the place of each value V",
        _ when plain.Any(IsCacheable) => $"Cacheable<T> stands for {(isBatch ? "a value of an item" : "the whole result")} and is nowhere inside of it",
        _ when !isBatch && plain.IsLazy() && LazySequences.ListFor(plain, method.Compilation) is { } list =>
            $"'{Shown(plain)}' may be readable only once; return a Cacheable<{Shown(list)}>",
        _ => null,
    };

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
