using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Freshness;

/// <summary>A declared wrapper that tells where its value came from: it returns a <c>CacheHit</c> of it.</summary>
internal static class HitResult
{
    /// <summary>The task of the type, if that is one of a <c>CacheHit</c>.</summary>
    public static HitKind KindOf(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeArguments: [var hit] } when !hit.IsKv("CacheHit`1") => HitKind.None,
        _ when type.Is("System.Threading.Tasks", "Task`1") => HitKind.Task,
        _ when type.Is("System.Threading.Tasks", "ValueTask`1") => HitKind.ValueTask,
        _ => HitKind.None,
    };

    /// <summary>Whether the hit that a declaration returns is one of the method's value.</summary>
    /// <param name="method">The method.</param>
    /// <param name="value">Of the method.</param>
    /// <param name="declared">With type parameters of its own, whose names are the method's.</param>
    public static bool IsOf(AnnotatedMethod method, ITypeSymbol value, IMethodSymbol declared)
    {
        var held = ((INamedTypeSymbol)((INamedTypeSymbol)declared.ReturnType).TypeArguments[0]).TypeArguments[0];

        // Where annotations are off they say nothing.
        return Methods.NullableContext.IsOff(declared)
            ? value.Qualified(method.Aliases) == held.Qualified(method.Aliases)
            : value.Annotated(method.Aliases) == held.Annotated(method.Aliases);
    }

    /// <summary>The task of a wrapper that returns another type than its body.</summary>
    public static HitKind Parse(AnnotatedMethod method, IMethodSymbol declared)
    {
        if (method is not { Cached: not null, Result: { } value } || KindOf(declared.ReturnType) is var kind && kind == HitKind.None)
            return HitKind.None;
        if (WhyNot(method, value, declared) is { } reason)
            method.Findings.Add(FreshnessDescriptors.Hit, Place.Of(declared), declared.Name, Shown(declared.ReturnType), reason);
        return kind;
    }

    private static string? WhyNot(AnnotatedMethod method, ITypeSymbol value, IMethodSymbol declared) => method switch
    {
        { Batch: not null } => "its body has an [Each] parameter, and each value comes from a place of its own",
        _ when method.Attributes.Any(static a => a.Kind == StageKind.Idempotent) => "its body is [Idempotent] too, and a replay comes from no cache",
        _ when method.Attributes.Any(static a => a.Kind == StageKind.Invalidates) => "its body has [Invalidates] too, which takes the value itself",
        _ when !IsOf(method, value, declared) => $"the value is of type '{Shown(value)}'; return a CacheHit<{Shown(value)}>",
        _ => null,
    };

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
