using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.References;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Tags;

/// <summary>
/// The tags of a cached method (S5). The method has a struct of its own for the key of each: one template makes the same bytes everywhere,
/// and the tag's own struct may be out of reach.
/// </summary>
internal static class TagsParser
{
    private const int Most = 8;

    /// <summary>The references that an attribute's <c>Tags</c> has; an item is null if it names nothing.</summary>
    public static IReadOnlyList<(MethodReference? Reference, SyntaxNode Syntax)> References(StageAttribute attribute, Compilation compilation) =>
        AttributeText.Named(attribute.Syntax, "Tags") is { } tags && AttributeText.Items(tags) is { } items
            ? [.. items.Select(i => (MethodReference.Read(i, compilation), (SyntaxNode)i))]
            : [];

    /// <summary>The full names of the methods that invalidate the tags; of references that <see cref="Parse"/> has found right.</summary>
    public static IEnumerable<string> Names(AnnotatedMethod method, StageAttribute attribute) =>
        from item in References(attribute, method.Compilation)
        where item.Reference?.TypeIn(method.Type, method.Compilation) is not null
        let tag = Candidates(item.Reference.TypeIn(method.Type, method.Compilation)!, item.Reference.Name).FirstOrDefault(static m => TagMethods.AttributeOf(m) is not null)
        where tag is not null
        select $"{IdentityText.Of(tag.ContainingType)}.{tag.Name}";

    /// <summary>The keys of the tags.</summary>
    /// <param name="method">The body.</param>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="names">Those that are taken in the holder.</param>
    public static EquatableArray<KeyModel> Parse(AnnotatedMethod method, StageAttribute attribute, UniqueNames names)
    {
        var references = References(attribute, method.Compilation);
        if (references.Count > Most)
            method.Findings.Add(Descriptors.TagTwice, attribute.At("Tags"), method.Symbol.Name, $"has {references.Count} tags; {Most} are the most");
        var known = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var keys = new List<KeyModel>();
        foreach (var (reference, syntax) in references)
        {
            if (Find(method, attribute, reference, Place.Of(syntax)) is not { } tag)
                continue;
            if (!known.Add(tag))
            {
                method.Findings.Add(Descriptors.TagTwice, Place.Of(syntax), method.Symbol.Name, $"has the tag '{tag.Name}' twice");
                continue;
            }

            if (KeyOf(method, tag, names) is { } key)
                keys.Add(key);
        }

        return keys.ToEquatableArray();
    }

    private static IMethodSymbol? Find(AnnotatedMethod method, StageAttribute attribute, MethodReference? reference, Place place)
    {
        if (reference is null)
        {
            method.Findings.Add(Descriptors.UnknownTag, place, "null", "a tag is the name of a [CacheTag] method");
            return null;
        }

        if (reference.TypeIn(method.Type, method.Compilation) is not { TypeKind: not TypeKind.Error } type)
        {
            method.Findings.Add(Descriptors.UnknownTag, place, reference.Text, $"there is no type '{reference.Qualifier}' here");
            return null;
        }

        var found = Candidates(type, reference.Name);
        var tags = found.Where(static m => TagMethods.AttributeOf(m) is not null).ToList();
        var unusable = tags.Select(t => WhyNot(method, t)).FirstOrDefault(static p => p is not null);
        if (tags.Count == 0 || unusable is not null)
        {
            var near = tags.Count > 0 ? null : NearName.Of(reference.Name, Tags(type).Where(n => n != reference.Name));
            method.Findings.AddHinted(
                Descriptors.UnknownTag,
                place,
                Hint.Name(reference.Name, near),
                reference.Text,
                unusable ?? (found.Count > 0 ? "it has no [CacheTag]" : $"'{type.Name}' has no such method") + (near is null ? "" : $"; '{near}' is one that has it"));
            return null;
        }

        var problems = tags.Select(t => ProblemOf(method, attribute, t)).ToList();
        if (problems.IndexOf(null) is >= 0 and var fitting)
            return tags[fitting];
        method.Findings.Add(Descriptors.TagParameter, place, method.Symbol.Name, tags[0].Name, problems[0]);
        return null;
    }

    private static List<IMethodSymbol> Candidates(INamedTypeSymbol type, string name)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            var found = t.GetMembers(name).OfType<IMethodSymbol>().Where(static m => m.PartialDefinitionPart is null).ToList();
            if (found.Count > 0)
                return found;
        }

        return [];
    }

    private static IEnumerable<string> Tags(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            foreach (var member in t.GetMembers().OfType<IMethodSymbol>().Where(static m => m.PartialDefinitionPart is null && TagMethods.AttributeOf(m) is not null))
                yield return member.Name;
        }
    }

    private static string? WhyNot(AnnotatedMethod method, IMethodSymbol tag) => tag switch
    {
        { Arity: > 0 } => "it has type parameters",
        _ when IsGeneric(tag.ContainingType) && !SymbolEqualityComparer.Default.Equals(tag.ContainingType, method.Type) =>
            $"'{tag.ContainingType.Name}' is generic, so that only its own methods can have its tags",
        _ when !method.Compilation.IsSymbolAccessibleWithin(tag, method.Type) => "it is not accessible here",
        _ => null,
    };

    private static bool IsGeneric(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.Arity > 0)
                return true;
        }

        return false;
    }

    private static string? ProblemOf(AnnotatedMethod method, StageAttribute attribute, IMethodSymbol tag)
    {
        foreach (var parameter in GeneratedSignature.KeyParameters(tag))
        {
            var own = method.Symbol.Parameters.FirstOrDefault(p => p.Name == parameter.Name);
            if (own is null)
                return $"it has no parameter '{parameter.Name}'";
            if (IdentityText.Of(own.KeyType()) != IdentityText.Of(parameter.Type))
                return $"its parameter '{parameter.Name}' is of type '{Shown(own.KeyType())}', not '{Shown(parameter.Type)}'";
            if (own.HasAttribute("NotKeyAttribute") || !IsInKey(attribute, TagMethods.AttributeOf(tag)!, parameter.Name))
                return $"its key does not name all that the tag takes from '{parameter.Name}', so that calls with other tags would share one value";
        }

        return null;
    }

    // A tag must be a function of the key: whoever finds a value under it has the same tags.
    private static bool IsInKey(StageAttribute cached, StageAttribute tag, string parameter)
    {
        if (cached.Template is null)
            return true;
        if (!Template.TryParse(cached.Template, out var inKey, out _) || tag.Template is null || !Template.TryParse(tag.Template, out var inTag, out _))
            return true;
        var holes = inKey.OfType<TemplateHole>().ToList();
        return inTag.OfType<TemplateHole>().Where(h => h.Name == parameter).All(h => holes.Any(k =>
            k.Format is null ? k.Path.Length <= h.Path.Length && k.Path.SequenceEqual(h.Path.Take(k.Path.Length)) : k.Format == h.Format && k.Path.SequenceEqual(h.Path)));
    }

    private static KeyModel? KeyOf(AnnotatedMethod method, IMethodSymbol tag, UniqueNames names)
    {
        var findings = Findings.Discard();
        if (AnnotatedMethod.TryCreate(tag, method.Compilation, findings) is not { } annotated || TagMethods.AttributeOf(tag) is not { IsComplete: true } attribute)
            return Silent(method);
        var key = KeyParser.Parse(annotated, attribute, tag.Name);
        TagMethods.CheckKey(annotated, attribute, key);
        if (findings.Refused)
            return Silent(method);
        var fields = key.Used.Select(p => (Tag: p, Own: method.Symbol.Parameters.First(o => o.Name == p.Name)))
            .OrderBy(static p => p.Own.Ordinal)
            .Select(p => new KeyField(p.Own.Ordinal, p.Own.KeyType().Annotated(method.Aliases), KeyFieldName.Of(p.Tag)))
            .ToEquatableArray();
        return new KeyModel(
            names.Next(TagMethods.Stem(tag.Name) + "Tag"),
            fields,
            key.Parts.ToEquatableArray(),
            StageParser.TypeParametersInScope(tag).ToEquatableArray(),
            null);
    }

    // The tag itself has the error.
    private static KeyModel? Silent(AnnotatedMethod method)
    {
        method.Findings.RefuseSilently();
        return null;
    }

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
