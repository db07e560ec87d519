using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Sets <c>Ledger = true</c> on a method whose body takes the transaction of a ledger.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SetLedgerFix))]
[Shared]
public sealed class SetLedgerFix : PlannedFixProvider
{
    private const string Setting = "Ledger";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [LedgerDescriptors.Transaction.Id];

    internal override string TitleOfAll => "Set Ledger = true on methods with a LedgerTransaction";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Setting)) != Setting || target.Method()?.Idempotent?.Syntax is not { ArgumentList.Arguments: [.., var last] arguments } attribute)
            return null;
        var set = arguments.FirstOrDefault(static a => a.NameEquals?.Name.Identifier.ValueText == Setting);
        var change = set is null
            ? new TextChange(new TextSpan(last.Span.End, 0), $", {Setting} = true")
            : new TextChange(set.Expression.Span, "true");
        return new FixPlan($"Set {Setting} = true", [new FixChange(attribute.SyntaxTree, change)]);
    }
}
