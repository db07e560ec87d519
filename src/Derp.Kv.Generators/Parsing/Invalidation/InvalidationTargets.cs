using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Clients;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.References;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Invalidation;

/// <summary>A cached method or a tag that can be invalidated.</summary>
/// <param name="Owner">The type that has <paramref name="KeyOf"/>.</param>
/// <param name="KeyOf">Its name.</param>
/// <param name="IsTag">Whether it is a tag.</param>
/// <param name="Parameters">Of the key.</param>
/// <param name="Source">The annotated method; null in another assembly.</param>
/// <param name="Cached">Its attribute; null for a tag and in another assembly.</param>
internal sealed record FoundTarget(INamedTypeSymbol Owner, string KeyOf, bool IsTag, IReadOnlyList<TargetParameter> Parameters, IMethodSymbol? Source, StageAttribute? Cached);

/// <summary>A parameter of a key.</summary>
/// <param name="Name">Not escaped.</param>
/// <param name="Type">Without the <c>?</c> of a path that may end early.</param>
/// <param name="TakesNull">Whether null is a value of it.</param>
/// <param name="Path">Of the instance; null for a parameter of the method.</param>
internal sealed record TargetParameter(string Name, ITypeSymbol Type, bool TakesNull, string[]? Path = null);

/// <summary>Finds what an attribute names: annotated methods of this compilation, else the generated methods of another assembly.</summary>
internal static class InvalidationTargets
{
    /// <summary>The type that a reference of an attribute means, or null.</summary>
    public static INamedTypeSymbol? TypeOf(StageAttribute attribute, MethodReference reference, INamedTypeSymbol own, Compilation compilation) =>
        attribute.Type is { TypeArguments: [var named] }
            ? named as INamedTypeSymbol
            : reference.TypeIn(own, compilation);

    /// <summary>All of a name; those of the nearest type that has one.</summary>
    public static IReadOnlyList<FoundTarget> Find(INamedTypeSymbol type, string name, Compilation compilation)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            var found = SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly)
                ? InSource(t, name, compilation).ToList()
                : InMetadata(t, name, compilation).ToList();
            if (found.Count > 0)
                return found;
        }

        return [];
    }

    /// <summary>Names that could have been meant.</summary>
    public static IEnumerable<string> Names(INamedTypeSymbol type, Compilation compilation)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            var isHere = SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, compilation.Assembly);
            foreach (var member in t.GetMembers().OfType<IMethodSymbol>().Where(static m => m.PartialDefinitionPart is null))
            {
                if (isHere && AnnotatedMethod.AttributesOf(member) is var attributes && attributes.Any(IsTarget) && WrapperNames.Of(member, attributes) is { } name)
                    yield return name;
                else if (!isHere && InMetadata(t, member.Name, compilation).Any())
                    yield return member.Name;
            }
        }
    }

    /// <summary>Annotated methods whose wrapper, or who themselves, have the name.</summary>
    public static IEnumerable<(IMethodSymbol Method, IReadOnlyList<StageAttribute> Attributes)> Annotated(INamedTypeSymbol type, string name) =>
        type.GetMembers().OfType<IMethodSymbol>()
            .Where(static m => m.PartialDefinitionPart is null)
            .Select(static m => (m, AnnotatedMethod.AttributesOf(m)))
            .Where(m => m.Item2.Any(IsTarget) && WrapperNames.Of(m.m, m.Item2) == name);

    private static bool IsTarget(StageAttribute attribute) => attribute.Kind is StageKind.Cached or StageKind.Tag;

    private static IEnumerable<FoundTarget> InSource(INamedTypeSymbol type, string name, Compilation compilation)
    {
        foreach (var (method, attributes) in Annotated(type, name))
        {
            var attribute = attributes.First(IsTarget);
            var parameters = GeneratedSignature.KeyParameters(method).Select(static p => new TargetParameter(p.Name, p.KeyType(), TakesNull(p.KeyType()))).ToList();
            if (attribute.Kind == StageKind.Tag)
            {
                yield return new FoundTarget(type, WrapperNames.KeyOfTag(name), true, parameters, method, null);
                continue;
            }

            if (AnnotatedMethod.TryCreate(method, compilation, Findings.Discard()) is not { } annotated)
                continue;
            var values = KeyParser.Parse(annotated, attribute, name).Values;
            parameters.AddRange(values.Select(v => new TargetParameter(
                v.Name.TrimStart('@'),
                annotated.Values.TypeOf(v.Ordinal),
                v.Type.EndsWith("?", StringComparison.Ordinal) || TakesNull(annotated.Values.TypeOf(v.Ordinal)),
                annotated.Values.PathOf(v.Ordinal))));
            yield return new FoundTarget(type, WrapperNames.KeyOf(name), false, parameters, method, attribute);
        }
    }

    private static IEnumerable<FoundTarget> InMetadata(INamedTypeSymbol type, string name, Compilation compilation)
    {
        var named = type.GetMembers(name).OfType<IMethodSymbol>().ToList();
        if (named.Count == 0)
            yield break;
        var isTag = named.Any(static m => m.HasAttribute("CacheTagAttribute"));
        var keyOf = isTag ? WrapperNames.KeyOfTag(name) : WrapperNames.KeyOf(name);
        foreach (var method in type.GetMembers(keyOf).OfType<IMethodSymbol>())
        {
            if (method is { IsStatic: true, Arity: 0, Parameters: [var client, ..] }
                && client.Type.IsKvClient()
                && method.ReturnType.Is("System", "ReadOnlyMemory`1")
                && method.PartialDefinitionPart is null
                && compilation.IsSymbolAccessibleWithin(method, compilation.Assembly))
                yield return new FoundTarget(type, keyOf, isTag, [.. method.Parameters.Skip(1).Select(static p => new TargetParameter(p.Name, p.Type, TakesNull(p.Type)))], null, null);
        }
    }

    private static bool TakesNull(ITypeSymbol type) =>
        type.NullableArgument() is not null || (!type.IsValueType && type.NullableAnnotation != NullableAnnotation.NotAnnotated);

    /// <summary>Whether the annotated method of the same type has another client; null if not.</summary>
    public static string? OtherClient(AnnotatedMethod method, FoundTarget target)
    {
        if (target.Source is null
            || !SymbolEqualityComparer.Default.Equals(target.Owner, method.Type)
            || AnnotatedMethod.TryCreate(target.Source, method.Compilation, Findings.Discard()) is not { } other
            || AnnotatedMethod.TryCreate(method.Symbol, method.Compilation, Findings.Discard()) is not { } own
            || ClientParser.Parse(other) is not { } of
            || ClientParser.Parse(own) is not { } mine)
            return null;
        return of.Name == mine.Name ? null : of.Name;
    }
}
