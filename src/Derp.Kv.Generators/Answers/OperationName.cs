using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Answers;

/// <summary>The name in an operation: what an editor underlines.</summary>
internal static class OperationName
{
    public static SyntaxNode Of(IOperation operation) => Of(operation.Syntax);

    private static SyntaxNode Of(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax invocation => Of(invocation.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => syntax,
    };
}
