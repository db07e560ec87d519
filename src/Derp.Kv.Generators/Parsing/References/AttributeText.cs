using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.References;

/// <summary>The arguments of an attribute as they are written, where their values may not be known yet.</summary>
internal static class AttributeText
{
    /// <summary>The expression of a property; null if it is not set.</summary>
    public static ExpressionSyntax? Named(AttributeSyntax? attribute, string property) =>
        attribute?.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == property)?.Expression;

    /// <summary>The arguments of the constructor, in order; an array given for <c>params</c> by its items.</summary>
    public static IReadOnlyList<ExpressionSyntax> Positional(AttributeSyntax? attribute)
    {
        var arguments = attribute?.ArgumentList?.Arguments.Where(static a => a.NameEquals is null).ToList() ?? [];
        // A name can change the order of the two.
        if (arguments.FindIndex(static a => a.NameColon?.Name.Identifier.ValueText == "paths") == 0)
            arguments.Reverse();
        var expressions = arguments.Select(static a => a.Expression).ToList();
        return expressions.Count == 2 && Items(expressions[1]) is { } items ? [expressions[0], .. items] : expressions;
    }

    /// <summary>The items of an array or collection expression; none of null; null for anything else.</summary>
    public static IReadOnlyList<ExpressionSyntax>? Items(ExpressionSyntax expression) => expression switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forgiven => Items(forgiven.Operand),
        ParenthesizedExpressionSyntax inner => Items(inner.Expression),
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression } => [],
        CollectionExpressionSyntax collection when collection.Elements.All(static e => e is ExpressionElementSyntax) =>
            [.. collection.Elements.Cast<ExpressionElementSyntax>().Select(static e => e.Expression)],
        ImplicitArrayCreationExpressionSyntax array => [.. array.Initializer.Expressions],
        ArrayCreationExpressionSyntax array => array.Initializer is { } initializer ? [.. initializer.Expressions] : [],
        _ => null,
    };
}
