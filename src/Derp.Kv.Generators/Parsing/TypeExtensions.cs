using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

internal static class TypeExtensions
{
    /// <summary>The <c>T</c> of <c>Nullable&lt;T&gt;</c>, or null.</summary>
    public static ITypeSymbol? NullableArgument(this ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : null;

    /// <summary>The type without <c>Nullable</c>.</summary>
    public static ITypeSymbol Underlying(this ITypeSymbol type) => type.NullableArgument() ?? type;

    /// <summary>Whether the type or any part of it satisfies a condition.</summary>
    public static bool Any(this ITypeSymbol type, Func<ITypeSymbol, bool> condition) =>
        condition(type) || type switch
        {
            IArrayTypeSymbol array => array.ElementType.Any(condition),
            IPointerTypeSymbol pointer => pointer.PointedAtType.Any(condition),
            INamedTypeSymbol named => named.TypeArguments.Any(a => a.Any(condition)) || (named.ContainingType?.Any(condition) ?? false),
            _ => false,
        };

    public static bool HasError(this ITypeSymbol type) => type.Any(static t => t.TypeKind == TypeKind.Error);
}
