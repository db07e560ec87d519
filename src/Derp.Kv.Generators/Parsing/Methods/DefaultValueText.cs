using System.Globalization;
using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>A parameter's default as an expression that means the same in any file, culture and nullable context.</summary>
internal static class DefaultValueText
{
    /// <summary>The expression, or null if the parameter has none.</summary>
    public static string? Of(IParameterSymbol parameter, ExternAliases aliases)
    {
        if (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is DateTime)
            return null;
        if (parameter.ExplicitDefaultValue is not { } value)
            return parameter.Type.IsValueType || parameter.Type.NullableAnnotation == NullableAnnotation.Annotated ? "default" : "default!";
        return parameter.Type.Underlying() is { TypeKind: TypeKind.Enum } type ? EnumValue((INamedTypeSymbol)type, value, aliases) : Primitive(value);
    }

    /// <summary>
    /// Attributes that stand for a default that C# has no expression for: <c>[Optional]</c> alone, or with a date.
    /// </summary>
    public static string AttributesOf(IParameterSymbol parameter) => parameter switch
    {
        { HasExplicitDefaultValue: true, ExplicitDefaultValue: DateTime date } =>
            FormattableString.Invariant($"[global::System.Runtime.InteropServices.Optional, global::System.Runtime.CompilerServices.DateTimeConstant({date.Ticks}L)] "),
        { IsOptional: true, HasExplicitDefaultValue: false, IsParams: false } => "[global::System.Runtime.InteropServices.Optional] ",
        _ => "",
    };

    private static string EnumValue(INamedTypeSymbol type, object value, ExternAliases aliases)
    {
        // A named member reads better than a number; a combination of flags or an undefined value has no name.
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true } field && value.Equals(field.ConstantValue))
                return $"{type.Qualified(aliases)}.{Display.Escape(field.Name)}";
        }

        return $"({type.Qualified(aliases)})({Primitive(value)})";
    }

    private static string Primitive(object value) => value switch
    {
        double d when double.IsNaN(d) => "double.NaN",
        double d when double.IsPositiveInfinity(d) => "double.PositiveInfinity",
        double d when double.IsNegativeInfinity(d) => "double.NegativeInfinity",
        double d when d == 0 && 1 / d < 0 => "-0.0",
        double d => d.ToString("R", CultureInfo.InvariantCulture) + "D",
        float f when float.IsNaN(f) => "float.NaN",
        float f when float.IsPositiveInfinity(f) => "float.PositiveInfinity",
        float f when float.IsNegativeInfinity(f) => "float.NegativeInfinity",
        float f when f == 0 && 1 / f < 0 => "-0.0F",
        float f => f.ToString("R", CultureInfo.InvariantCulture) + "F",
        decimal m => m.ToString(CultureInfo.InvariantCulture) + "M",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!,
    };
}
