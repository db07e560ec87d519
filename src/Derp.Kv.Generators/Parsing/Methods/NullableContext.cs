using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>A body's null annotations besides its types, which its wrapper repeats.</summary>
internal static class NullableContext
{
    /// <summary>Whether the method was declared where annotations are off: it then fits interfaces with and without a <c>?</c>.</summary>
    public static bool IsOff(IMethodSymbol method) => method.Parameters.Select(static p => p.Type).Append(method.ReturnType).Any(SaysNothing);

    private static bool SaysNothing(ITypeSymbol type) =>
        type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.None }
        || type switch
        {
            IArrayTypeSymbol array => SaysNothing(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(SaysNothing),
            _ => false,
        };

    /// <summary>Whether an attribute lets the parameter take less or more than its type.</summary>
    public static bool NeedsForgiving(IParameterSymbol parameter) =>
        parameter.GetAttributes().Any(static a => a.AttributeClass is { Name: "AllowNullAttribute" or "DisallowNullAttribute" } type
            && type.Is("System.Diagnostics.CodeAnalysis", type.Name));
}
