using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Removes a setting that the method cannot have, or that has no effect.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveSettingFix))]
[Shared]
public sealed class RemoveSettingFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.BatchSetting.Id, Descriptors.PermitBatchAlgorithm.Id, Descriptors.PermitBatchOfSeveral.Id, FreshnessDescriptors.RefreshOnAlone.Id, FreshnessDescriptors.BatchRefresh.Id, LedgerDescriptors.Setting.Id];

    internal override string TitleOfAll => "Remove settings without effect";

    // A method that has the one often has the other; so each change takes what is before the setting.
    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Setting)) is not { } setting
            || target.Enclosing<AttributeArgumentSyntax>() is not { Parent: AttributeArgumentListSyntax { Arguments: var arguments } } argument)
            return null;
        var index = arguments.IndexOf(argument);
        var span = index > 0 ? TextSpan.FromBounds(arguments[index - 1].Span.End, argument.Span.End)
            : arguments.Count > 1 ? TextSpan.FromBounds(argument.SpanStart, arguments[1].SpanStart)
            : argument.Span;
        return new FixPlan($"Remove {setting}", target.Tree, new TextChange(span, ""));
    }
}
