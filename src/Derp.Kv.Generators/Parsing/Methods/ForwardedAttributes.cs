using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// Attributes of the body that its wrapper needs: without <c>[Obsolete]</c> or <c>[Experimental]</c> the wrapper's call of
/// the body would be the one that is reported, not the user's call of the wrapper.
/// </summary>
internal static class ForwardedAttributes
{
    /// <param name="body">The annotated method.</param>
    /// <param name="declared">The user's declaration of the wrapper, whose own attributes stay as they are.</param>
    public static EquatableArray<string> Of(IMethodSymbol body, IMethodSymbol? declared = null) =>
        body.GetAttributes()
            .Where(static a => a.AttributeClass.Is("System", "ObsoleteAttribute")
                || a.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "ExperimentalAttribute"))
            .Where(a => declared?.GetAttributes().Any(d => SymbolEqualityComparer.Default.Equals(d.AttributeClass, a.AttributeClass)) != true)
            .Select(Text)
            .ToEquatableArray();

    /// <summary>Caller information is that of the wrapper's caller, which also needs the attributes that say more than a parameter's type.</summary>
    public static string OfParameter(IParameterSymbol parameter) =>
        string.Concat(parameter.GetAttributes()
            .Where(static a => a.AttributeClass switch
            {
                { Name: "CallerMemberNameAttribute" or "CallerFilePathAttribute" or "CallerLineNumberAttribute" or "CallerArgumentExpressionAttribute" } type =>
                    type.Is("System.Runtime.CompilerServices", type.Name),
                { Name: "AllowNullAttribute" or "DisallowNullAttribute" } type => type.Is("System.Diagnostics.CodeAnalysis", type.Name),
                _ => false,
            })
            .Select(static a => Text(a) + " "));

    private static string Text(AttributeData attribute)
    {
        var name = attribute.AttributeClass!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var arguments = attribute.ConstructorArguments.Select(static a => Constant(a))
            .Concat(attribute.NamedArguments.Select(static a => $"{a.Key} = {Constant(a.Value)}"));
        var list = string.Join(", ", arguments);
        return $"[{name.Substring(0, name.Length - "Attribute".Length)}{(list.Length == 0 ? "" : $"({list})")}]";
    }

    private static string Constant(TypedConstant constant) =>
        constant.Value is null ? "null" : SymbolDisplay.FormatPrimitive(constant.Value, quoteStrings: true, useHexadecimalNumbers: false)!;
}
