using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The names of what is generated for a body.</summary>
internal static class WrapperNames
{
    /// <summary>The name that an attribute sets, else the body's without <c>Core</c>; null if there is none.</summary>
    public static string? Of(IMethodSymbol body, IEnumerable<StageAttribute> attributes) =>
        TagMethods.IsTag(attributes) ? body.Name : attributes.Select(a => a.Get<string?>("Name", null)).FirstOrDefault(n => n is not null) ?? WithoutCore(body.Name);

    /// <summary>The invalidation of one value, or of a batch's items.</summary>
    public static string Invalidate(string wrapper, EachParameter? each) => $"Invalidate{(each is null ? "" : "Many")}{WithoutAsync(wrapper)}Async";

    public static string KeyOf(string wrapper) => "KeyOf" + WithoutAsync(wrapper);

    public static string KeyOfTag(string method) => "KeyOf" + TagMethods.Stem(method);

    /// <summary>The nested class of an annotated method.</summary>
    public static string Holder(IMethodSymbol body) => HolderNames.Of(body);

    /// <summary>A method of the type that makes a key from the instance.</summary>
    public static string Key(IMethodSymbol body) => new UniqueNames(TakenIn(body.ContainingType)).Next(Holder(body) + "Key");

    public static bool IsIdentifier(string name) => SyntaxFacts.IsValidIdentifier(name);

    /// <summary>Names that no generated member of a type can have.</summary>
    public static IEnumerable<string> TakenIn(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            yield return t.Name;
            foreach (var parameter in t.TypeParameters)
                yield return parameter.Name;
        }

        for (var t = type; t is not null; t = t.BaseType)
        {
            // An analyzer sees the nested classes too, whose names are to come out as the generator chose them.
            foreach (var member in t.GetMembers().Where(static m => m is not INamedTypeSymbol || !MemberLookup.IsGenerated(m)))
                yield return member.Name;
        }
    }

    private static string? WithoutCore(string name) => name switch
    {
        _ when name.Length > "CoreAsync".Length && name.EndsWith("CoreAsync", StringComparison.Ordinal) =>
            name.Substring(0, name.Length - "CoreAsync".Length) + "Async",
        _ when name.Length > "Core".Length && name.EndsWith("Core", StringComparison.Ordinal) =>
            name.Substring(0, name.Length - "Core".Length),
        _ => null,
    };

    public static string WithoutAsync(string name) =>
        name.Length > "Async".Length && name.EndsWith("Async", StringComparison.Ordinal)
            ? name.Substring(0, name.Length - "Async".Length)
            : name;
}
