using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>A body whose wrapper exists. A body without one has an error already; rules about its use report nothing more.</summary>
/// <param name="Body">The definition, if the body is a partial method.</param>
/// <param name="Wrapper">The generated method, or the user's declaration of it.</param>
/// <param name="Kinds">The attributes, for messages.</param>
internal sealed record GeneratedWrapper(IMethodSymbol Body, IMethodSymbol Wrapper, string Kinds)
{
    /// <summary>Null for a method that is not a body, and for one that was refused.</summary>
    public static GeneratedWrapper? Of(IMethodSymbol method)
    {
        var body = method.PartialDefinitionPart ?? method;
        var attributes = AnnotatedMethod.AttributesOf(body);
        if (GeneratedSignature.Of(body, attributes).FirstOrDefault() is not { } signature || attributes.Count == 0 || TagMethods.IsTag(attributes))
            return null;
        var wrapper = body.ContainingType.GetMembers(signature.Name)
            .OfType<IMethodSymbol>()
            .FirstOrDefault(m => signature.Matches(m) && MemberLookup.IsGenerated(m.PartialImplementationPart ?? m) && !MemberLookup.IsRefused(m.PartialImplementationPart ?? m));
        return wrapper is null ? null : new GeneratedWrapper(body, wrapper, string.Join(" and ", attributes.Select(a => NameOf(a.Kind)).Distinct()));
    }

    private static string NameOf(StageKind kind) => kind switch
    {
        StageKind.Cached => "[Cached]",
        StageKind.Invalidates => "[Invalidates]",
        StageKind.Idempotent => "[Idempotent]",
        _ => "[RateLimited]",
    };
}
