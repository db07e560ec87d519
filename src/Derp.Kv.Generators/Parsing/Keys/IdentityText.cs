using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Names that tell a type or method from every other of the compilation. They are part of keys: a change makes cached values unreachable.</summary>
internal static class IdentityText
{
    // Tuples without the names of their elements, which make no other type.
    private static readonly SymbolDisplayFormat s_format = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    public static string Of(ITypeSymbol type) => type.ToDisplayString(s_format);

    /// <summary><c>GetAsync(int,System.Guid)</c>: also the order of emission and of unique names.</summary>
    public static string Of(string name, IEnumerable<IParameterSymbol> parameters) =>
        $"{name}({string.Join(",", parameters.Where(p => !p.Type.IsCancellationToken() && PassedOn.Is(p)).Select(p => Of(p.Type)))})";

    /// <summary><c>GetAsync`1(int,System.Threading.CancellationToken)</c>: with the parts that the other leaves out.</summary>
    public static string Full(string name, IMethodSymbol method) =>
        $"{name}{(method.Arity == 0 ? "" : $"`{method.Arity}")}({string.Join(",", method.Parameters.Select(p => Of(p.Type)))})";

    /// <summary>The whole signature; unlike the name in a key, it tells overloads with and without a token apart.</summary>
    public static string Signature(IMethodSymbol method) =>
        $"{method.Name}`{method.Arity}({string.Join(",", method.Parameters.Select(p => p.RefKind + Of(p.Type)))})";
}
