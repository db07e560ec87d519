using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.References;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// Overloads of which one has a <c>CancellationToken</c> and is else the same: two forms of one call. If their
/// keys are the same, so are their entries, and there is one invalidation for both.
/// </summary>
internal static class TokenOverloads
{
    /// <summary>Whether the methods differ only in the token.</summary>
    public static bool AreTwins(IMethodSymbol a, IMethodSymbol b) =>
        a.Name == b.Name
        && a.Arity == b.Arity
        && HasToken(a) != HasToken(b)
        && SymbolEqualityComparer.Default.Equals(a.ContainingType, b.ContainingType)
        && Arguments(a).SequenceEqual(Arguments(b));

    /// <summary>Whether two attributes of twins make one key of the same arguments, for results of one type.</summary>
    public static bool ShareKey(IMethodSymbol a, StageAttribute ofA, IMethodSymbol b, StageAttribute ofB) =>
        AreTwins(a, b)
        && ofA.Kind == ofB.Kind
        && ofA.Template == ofB.Template
        && ofA.Get("Version", 0) == ofB.Get("Version", 0)
        && AttributeText.Named(ofA.Syntax, "Tags")?.ToString() == AttributeText.Named(ofB.Syntax, "Tags")?.ToString()
        && ofA.Get<string?>("Name", null) == ofB.Get<string?>("Name", null)
        && IdentityText.Of(a.ReturnType) == IdentityText.Of(b.ReturnType);

    /// <summary>
    /// Whether the invalidation of a cached method is generated with the method, not with its twin: that without a token
    /// has it, since there the token can be left out.
    /// </summary>
    public static bool OwnsInvalidation(IMethodSymbol body, IReadOnlyList<StageAttribute> attributes) =>
        !HasToken(body)
        || !body.ContainingType.GetMembers(body.Name)
            .OfType<IMethodSymbol>()
            .Where(m => m.PartialDefinitionPart is null && AreTwins(m, body))
            .Any(m => AnnotatedMethod.AttributesOf(m).Any(a => a.Kind == StageKind.Cached && attributes.Any(own => ShareKey(body, own, m, a))));

    private static bool HasToken(IMethodSymbol method) => method.Parameters.Any(static p => p.Type.IsCancellationToken());

    private static IEnumerable<(string Name, string Type, bool IsKey, bool IsEach)> Arguments(IMethodSymbol method) =>
        PassedOn.Of(method)
            .Where(static p => !p.Type.IsCancellationToken())
            .Select(static p => (p.Name, IdentityText.Of(p.Type), !p.HasAttribute("NotKeyAttribute"), EachParameter.Is(p)));
}
