using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The types of an overload's parameters as a part of a name: <c>_int_Guid</c>.</summary>
internal static class OverloadText
{
    // More than these are counted, not named.
    private const int MaxLength = 50;

    /// <summary>Empty if the method is the only one of its name, or has no parameters. Two overloads may have one text.</summary>
    public static string Of(IMethodSymbol method, IReadOnlyList<IMethodSymbol> overloads)
    {
        if (overloads.Count < 2)
            return "";
        var text = Text(method, withToken: false);
        return overloads.Count(o => Text(o, withToken: false) == text) > 1 ? Text(method, withToken: true) : text;
    }

    private static string Text(IMethodSymbol method, bool withToken)
    {
        var types = method.Parameters.Select(static p => p.Type).Where(t => withToken || !t.IsCancellationToken()).ToList();
        var text = "";
        for (var i = 0; i < types.Count; i++)
        {
            var next = "_" + Short(types[i]);
            if (text.Length + next.Length > MaxLength)
                return text + "_and" + (types.Count - i).ToString(CultureInfo.InvariantCulture) + "More";
            text += next;
        }

        return text;
    }

    private static string Short(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Short(array.ElementType) + "Array",
        _ when type.NullableArgument() is { } underlying => Short(underlying) + "OrNull",
        INamedTypeSymbol { IsTupleType: true } tuple => "Tuple" + string.Concat(tuple.TupleElements.Select(static e => "_" + Short(e.Type))),
        INamedTypeSymbol { SpecialType: not SpecialType.None, IsGenericType: false } special when Keyword(special) is { } keyword => keyword,
        INamedTypeSymbol named => named.Name + string.Concat(named.TypeArguments.Select(static a => "_" + Short(a))),
        _ => type.Name,
    };

    private static string? Keyword(INamedTypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) is var text && text.All(static c => c is >= 'a' and <= 'z') ? text : null;
}
