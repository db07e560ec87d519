using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Ledgers;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>
/// A body that passes its ledger's transaction by writes elsewhere, and what it writes is not committed with the record (L1). What is handed on
/// counts as used: where it goes is out of sight. Only an analyzer looks into bodies.
/// </summary>
internal static class TransactionUse
{
    public static void Analyze(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || method.Parameters.Where(LedgerTypes.IsTransaction).ToList() is not [{ RefKind: RefKind.None } transaction]
            || !AnnotatedMethod.AttributesOf(method.PartialDefinitionPart ?? method).Any(static a => a is { Kind: StageKind.Idempotent, IsComplete: true, IsLedger: true })
            || context.OperationBlocks.All(static b => b is not IBlockOperation || IsNotWritten(b.Syntax))
            || context.OperationBlocks.SelectMany(static b => b.DescendantsAndSelf()).Any(o => IsUse(o, transaction)))
            return;
        context.ReportDiagnostic(Diagnostic.Create(LedgerDescriptors.Unused, transaction.Locations.FirstOrDefault(), method.Name, transaction.Name));
    }

    // As an editor makes it: it writes nothing yet.
    private static bool IsNotWritten(SyntaxNode syntax) => syntax switch
    {
        BlockSyntax { Statements: [ThrowStatementSyntax] } => true,
        ArrowExpressionClauseSyntax { Expression: ThrowExpressionSyntax } => true,
        _ => false,
    };

    private static bool IsUse(IOperation operation, IParameterSymbol transaction) =>
        operation is IParameterReferenceOperation reference
        && SymbolEqualityComparer.Default.Equals(reference.Parameter, transaction)
        && !OperationUse.IsNamed(reference)
        && !IsDiscarded(reference)
        && !IsChecked(reference);

    private static bool IsDiscarded(IOperation reference) => reference.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation };

    private static bool IsChecked(IOperation reference) =>
        (reference.Parent is IConversionOperation conversion ? conversion.Parent : reference.Parent) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ThrowIfNull" } };
}
