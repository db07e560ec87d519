using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Names the wrapper instead of the body. Both have the same signature.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseWrapperFix))]
[Shared]
public sealed class UseWrapperFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.BodyUsed.Id];

    internal override string TitleOfAll => "Use the wrappers";

    internal override FixPlan? Plan(FixTarget target) =>
        target.Hint(nameof(Hint.Wrapper)) is { } wrapper && target.Enclosing<SimpleNameSyntax>() is { } name
            ? new FixPlan($"Use '{wrapper}'", target.Tree, new TextChange(name.Identifier.Span, Display.Escape(wrapper)))
            : null;
}
