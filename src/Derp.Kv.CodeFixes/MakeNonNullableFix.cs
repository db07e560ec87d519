using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Removes the <c>?</c> from a parameter that must not be null: a key, or the items of a batch.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeNonNullableFix))]
[Shared]
public sealed class MakeNonNullableFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NullableKey.Id, Descriptors.EachParameter.Id];

    internal override string TitleOfAll => "Make parameters non-nullable";

    internal override FixPlan? Plan(FixTarget target) =>
        target.Hint(nameof(Hint.Parameter)) is { Length: > 0 } name && target.Enclosing<ParameterSyntax>()?.Type is NullableTypeSyntax type
            ? new FixPlan($"Make '{name}' non-nullable", target.Tree, new TextChange(type.QuestionToken.Span, ""))
            : null;
}
