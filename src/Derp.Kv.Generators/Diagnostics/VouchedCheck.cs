using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>Says of <c>[assembly: KvImmutable]</c> that the type it names can be seen to change (DKV0035).</summary>
internal static class VouchedCheck
{
    public static void Analyze(SyntaxNodeAnalysisContext context)
    {
        if (context.Node is not AttributeSyntax { Parent: AttributeListSyntax { Parent: CompilationUnitSyntax }, ArgumentList.Arguments: [{ Expression: TypeOfExpressionSyntax { Type: { } named } }] }
            || context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol is not IMethodSymbol { ContainingType: { } attribute }
            || !attribute.IsKv(Vouched.Attribute)
            || context.SemanticModel.GetTypeInfo(named, context.CancellationToken).Type is not { TypeKind: not TypeKind.Error } type)
            return;
        var target = type is INamedTypeSymbol { IsUnboundGenericType: true } ? type.OriginalDefinition : type;
        if (Vouched.Against(target) is { } against)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotImmutable, named.GetLocation(), Spot.Shown(type), against, "[assembly: KvImmutable]"));
    }
}
