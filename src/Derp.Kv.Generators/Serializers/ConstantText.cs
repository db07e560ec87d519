using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Serializers;

/// <summary>The default value of a parameter as C#.</summary>
internal static class ConstantText
{
    /// <returns>Null if it is the default of the member's type.</returns>
    public static string? DefaultOf(IParameterSymbol parameter, ExternAliases aliases)
    {
        if (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is not { } value)
            return null;

        var type = parameter.Type is INamedTypeSymbol { ConstructedFrom.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : parameter.Type;
        if (type.TypeKind == TypeKind.Enum)
            return $"({type.Qualified(aliases)})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})";
        return value switch
        {
            double.NaN => "double.NaN",
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            float.NaN => "float.NaN",
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            // Formatted with the suffix of its type: a number without one would be an int or a double.
            double number => SyntaxFactory.Literal(number).Text + (Math.Floor(number) == number ? "D" : ""),
            float number => SyntaxFactory.Literal(number).Text,
            decimal number => SyntaxFactory.Literal(number).Text,
            long number => SyntaxFactory.Literal(number).Text,
            ulong number => SyntaxFactory.Literal(number).Text,
            uint number => SyntaxFactory.Literal(number).Text,
            _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
        };
    }
}
