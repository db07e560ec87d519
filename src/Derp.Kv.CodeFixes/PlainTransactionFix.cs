using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Takes <c>?</c> and the default from a transaction that is always given.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PlainTransactionFix))]
[Shared]
public sealed class PlainTransactionFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [LedgerDescriptors.Transaction.Id];

    internal override string TitleOfAll => "Make transactions of a ledger required";

    // Behind an optional parameter it would have to move.
    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Parameter)) is not { } name
            || target.Enclosing<ParameterSyntax>() is not { Parent: ParameterListSyntax { Parameters: var parameters }, Type: { } type } parameter
            || parameters.Take(parameters.IndexOf(parameter)).Any(static p => p.Default is not null))
            return null;
        var plain = type is NullableTypeSyntax nullable ? nullable.ElementType : type;
        return new FixPlan($"Make '{name}' required", target.Tree, new TextChange(TextSpan.FromBounds(type.SpanStart, parameter.Span.End), $"{plain} {parameter.Identifier.Text}"));
    }
}
