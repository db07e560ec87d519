using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Batches;

/// <summary>How the result of a batch holds the values of its items.</summary>
/// <param name="Value">What is stored for one item.</param>
/// <param name="IsAligned">Whether it is a list with one place an item, not a dictionary.</param>
/// <param name="ConvertsValues">Whether the dictionary's values are a value type, of which the nullable is stored.</param>
internal sealed record BatchShape(ITypeSymbol Value, bool IsAligned, bool ConvertsValues)
{
    /// <summary>The shape of a result, or null and why it has none.</summary>
    public static BatchShape? Of(AnnotatedMethod method, EachParameter each, ITypeSymbol result, out string problem)
    {
        problem = "";
        var shape = result switch
        {
            IArrayTypeSymbol { IsSZArray: true } array => new BatchShape(array.ElementType, true, false),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IReadOnlyList_T } list => new BatchShape(list.TypeArguments[0], true, false),
            INamedTypeSymbol dictionary when IsDictionary(dictionary) => OfDictionary(method, each, dictionary, out problem),
            _ => null,
        };
        if (problem.Length > 0)
            return null;
        if (shape is null)
            problem = $"a batch returns a value for each item: IReadOnlyDictionary<{Shown(each.Item)}, V>, Dictionary<{Shown(each.Item)}, V>, V[] or IReadOnlyList<V>";
        else if (result.NullableAnnotation == NullableAnnotation.Annotated)
            problem = $"the {(shape.IsAligned ? "list" : "dictionary")} must not be null; return an empty one";
        else if (shape.Value.IsLazy())
            problem = $"a value of type '{Shown(shape.Value)}' may be readable only once; return {(LazySequences.ListFor(shape.Value, method.Compilation) is { } list ? $"an {Shown(list)}" : "a list")} for each item";
        return problem.Length == 0 ? shape : null;
    }

    /// <summary>The values in the result of a body, or the result of one that is no batch.</summary>
    public static ITypeSymbol ValueIn(ITypeSymbol result, IMethodSymbol body) => result switch
    {
        _ when !body.Parameters.Any(EachParameter.Is) => result,
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [.., var value] } => value,
        _ => result,
    };

    /// <summary>A type as messages show it.</summary>
    public static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    private static bool IsDictionary(INamedTypeSymbol type) =>
        type.Is("System.Collections.Generic", "IReadOnlyDictionary`2") || type.Is("System.Collections.Generic", "Dictionary`2");

    private static BatchShape? OfDictionary(AnnotatedMethod method, EachParameter each, INamedTypeSymbol type, out string problem)
    {
        var (key, value) = (type.TypeArguments[0], type.TypeArguments[1]);
        problem = "";
        if (!SymbolEqualityComparer.Default.Equals(key, each.Item) || key.NullableAnnotation == NullableAnnotation.Annotated)
            problem = $"the dictionary's key is '{Shown(key)}', and an item of '{each.Symbol.Name}' is '{Shown(each.Item)}'";
        else if (value is ITypeParameterSymbol { IsReferenceType: false, IsValueType: false })
            problem = $"'{Shown(value)}' may be a value type or a class, and an item without a value is stored as null; constrain it to one of them";
        if (problem.Length > 0)
            return null;
        return value.IsValueType && value.NullableArgument() is null
            ? new BatchShape(method.Compilation.GetSpecialType(SpecialType.System_Nullable_T).Construct(value), false, true)
            : new BatchShape(value, false, false);
    }
}
