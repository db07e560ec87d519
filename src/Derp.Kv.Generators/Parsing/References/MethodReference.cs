using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.References;

/// <summary>
/// A method that an attribute names. It is read from the syntax: <c>nameof(GetProductAsync)</c> names a generated method, which the compiler
/// does not know while the generator runs.
/// </summary>
/// <param name="Qualifier">The type as written; null for the type that has the attribute.</param>
/// <param name="Name">Without the type.</param>
/// <param name="Syntax">The whole expression.</param>
/// <param name="IsWritten">Whether all of it stands there; else it is a constant from elsewhere.</param>
internal sealed record MethodReference(string? Qualifier, string Name, ExpressionSyntax Syntax, bool IsWritten)
{
    /// <summary>As messages show it.</summary>
    public string Text => Qualifier is null ? Name : $"{Qualifier}.{Name}";

    /// <summary>The reference, or null if the expression is neither <c>nameof</c> nor a constant text.</summary>
    public static MethodReference? Read(ExpressionSyntax expression, Compilation compilation)
    {
        var inner = expression;
        while (inner is ParenthesizedExpressionSyntax parentheses)
            inner = parentheses.Expression;
        if (inner is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: [{ Expression: var named }] })
        {
            return named switch
            {
                SimpleNameSyntax name => new MethodReference(null, name.Identifier.ValueText, expression, true),
                MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access => new MethodReference(null, access.Name.Identifier.ValueText, expression, true),
                MemberAccessExpressionSyntax access => new MethodReference(access.Expression.ToString(), access.Name.Identifier.ValueText, expression, true),
                _ => null,
            };
        }

        if (inner is LiteralExpressionSyntax { Token.Value: string text })
            return Of(text, expression, true);
        return compilation.ContainsSyntaxTree(inner.SyntaxTree) && compilation.GetSemanticModel(inner.SyntaxTree).GetConstantValue(inner) is { HasValue: true, Value: string constant }
            ? Of(constant, expression, false)
            : null;
    }

    /// <summary>The type that declares it, as C# would find it at the attribute; null if there is none.</summary>
    public INamedTypeSymbol? TypeIn(INamedTypeSymbol own, Compilation compilation)
    {
        if (Qualifier is null)
            return own;
        var type = SyntaxFactory.ParseTypeName(Qualifier);
        return !type.ContainsDiagnostics && type.ToFullString() == Qualifier && compilation.ContainsSyntaxTree(Syntax.SyntaxTree)
            ? compilation.GetSemanticModel(Syntax.SyntaxTree).GetSpeculativeSymbolInfo(Syntax.SpanStart, type, SpeculativeBindingOption.BindAsTypeOrNamespace).Symbol as INamedTypeSymbol
            : null;
    }

    private static MethodReference Of(string text, ExpressionSyntax expression, bool isWritten)
    {
        var dot = text.LastIndexOf('.');
        return new MethodReference(dot < 0 ? null : text.Substring(0, dot), text.Substring(dot + 1), expression, isWritten);
    }
}
