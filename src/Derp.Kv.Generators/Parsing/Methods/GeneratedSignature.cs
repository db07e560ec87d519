using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>Name and parameter types of a method to generate, to be compared with those that exist.</summary>
/// <param name="Name">Not escaped.</param>
/// <param name="Arity">The number of type parameters.</param>
/// <param name="Types">The parameters' types as text; annotations and names of tuple elements do not make an overload.</param>
internal sealed record GeneratedSignature(string Name, int Arity, string Types)
{
    /// <summary>The wrapper and, if the method is cached and has its own, its invalidation and its key; empty if there is no name.</summary>
    public static IEnumerable<GeneratedSignature> Of(IMethodSymbol body, IReadOnlyList<StageAttribute> attributes)
    {
        if (WrapperNames.Of(body, attributes) is not { } name)
            yield break;
        yield return new GeneratedSignature(name, body.Arity, TypesOf(PassedOn.Of(body).Select(p => p.Type)));
        var types = KeyParameters(body).Select(static p => IdentityText.Of(p.KeyType())).Prepend("Derp.Kv.KvClient");
        if (TagMethods.IsTag(attributes))
            yield return new GeneratedSignature(WrapperNames.KeyOfTag(name), body.Arity, string.Join(",", types));
        if (attributes.FirstOrDefault(static a => a.Kind == Models.StageKind.Cached) is not { } cached || !TokenOverloads.OwnsInvalidation(body, attributes))
            yield break;
        var each = EachParameter.Of(body, attributes);
        yield return new GeneratedSignature(WrapperNames.Invalidate(name, each), body.Arity, TypesOf(InvalidateTypes(body, each)));
        yield return new GeneratedSignature(WrapperNames.KeyOf(name), body.Arity, string.Join(",", types))
        {
            Values = InstancePlaceholders.Of(body, cached).Select(static p => string.Join(".", p)).Distinct().Count(),
        };
    }

    /// <summary>How many parameters follow that are no parameters of the body, whose types only the parser of keys knows.</summary>
    public int Values { get; init; }

    public bool Matches(IMethodSymbol method) =>
        method.Name == Name
        && method.Arity == Arity
        && method.Parameters.Length >= Values
        && TypesOf(method.Parameters.Take(method.Parameters.Length - Values).Select(p => p.Type)) == Types;

    /// <summary>The parameters of the body that its key has.</summary>
    public static IEnumerable<IParameterSymbol> KeyParameters(IMethodSymbol body) =>
        InvalidateParameters(body).Where(static p => !p.Type.IsCancellationToken());

    /// <summary>The parameters of an invalidation: those of the key, and the token if the body has one.</summary>
    public static IEnumerable<IParameterSymbol> InvalidateParameters(IMethodSymbol body) =>
        PassedOn.Of(body).Where(p => !p.HasAttribute("NotKeyAttribute"));

    private static IEnumerable<string> InvalidateTypes(IMethodSymbol body, EachParameter? each)
    {
        var hasToken = false;
        foreach (var parameter in InvalidateParameters(body))
        {
            hasToken |= parameter.Type.IsCancellationToken();
            yield return SymbolEqualityComparer.Default.Equals(parameter, each?.Symbol) ? $"System.Collections.Generic.IEnumerable<{IdentityText.Of(each!.Item)}>" : IdentityText.Of(parameter.Type);
        }

        if (!hasToken)
            yield return "System.Threading.CancellationToken";
    }

    private static string TypesOf(IEnumerable<ITypeSymbol> types) => TypesOf(types.Select(static t => IdentityText.Of(t)));

    private static string TypesOf(IEnumerable<string> types) => string.Join(",", types);
}
