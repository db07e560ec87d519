using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>What a key takes of a parameter.</summary>
internal static class KeyParameterType
{
    /// <summary>The parameter's type; the type of one item if each item has a key.</summary>
    public static ITypeSymbol KeyType(this IParameterSymbol parameter) => EachParameter.TypeInKey(parameter, StageKind.Cached);
}
