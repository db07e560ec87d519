using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>The parameter of a cached method that is a collection of identifiers, each with a key of its own.</summary>
/// <param name="Symbol">The parameter.</param>
/// <param name="Item">What it is a collection of.</param>
internal sealed record EachParameter(IParameterSymbol Symbol, ITypeSymbol Item)
{
    private const string Attribute = "EachAttribute";

    /// <summary>The types that it may have, for messages.</summary>
    public const string Types = "an array, IEnumerable<T>, ICollection<T>, IList<T>, IReadOnlyCollection<T>, IReadOnlyList<T> or List<T>";

    /// <summary>Whether the parameter has the attribute.</summary>
    public static bool Is(IParameterSymbol parameter) => parameter.HasAttribute(Attribute);

    /// <summary>The first such parameter of a cached method whose type can be one; null if there is none.</summary>
    public static EachParameter? Of(IMethodSymbol body, IEnumerable<StageAttribute> attributes) =>
        attributes.Any(static a => a.Kind == StageKind.Cached)
            ? body.Parameters.Where(Is).Select(static p => ItemOf(p.Type) is { } item ? new EachParameter(p, item) : null).FirstOrDefault(static e => e is not null)
            : null;

    /// <summary>What the key of a cached value holds of a parameter: of an <c>[Each]</c> parameter one item.</summary>
    public static ITypeSymbol TypeInKey(IParameterSymbol parameter, StageKind kind) =>
        kind == StageKind.Cached && Is(parameter) && ItemOf(parameter.Type) is { } item ? item : parameter.Type;

    /// <summary>What the type is a collection of; null for a type that an <c>[Each]</c> parameter cannot have.</summary>
    public static ITypeSymbol? ItemOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { IsSZArray: true } array => array.ElementType,
        INamedTypeSymbol { Arity: 1 } named when IsCollection(named) => named.TypeArguments[0],
        _ => null,
    };

    /// <summary>Whether an array is no such collection.</summary>
    public bool IsList => Symbol.Type.Is("System.Collections.Generic", "List`1");

    private static bool IsCollection(INamedTypeSymbol type) =>
        type.Is("System.Collections.Generic", "List`1")
        || type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T
            or SpecialType.System_Collections_Generic_ICollection_T
            or SpecialType.System_Collections_Generic_IList_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T
            or SpecialType.System_Collections_Generic_IReadOnlyList_T;
}
