using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Lets an <c>async void</c> body return a task. A cached one needs a result as well, which the fix cannot know.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnTaskFix))]
[Shared]
public sealed class ReturnTaskFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ReturnType.Id];

    internal override string TitleOfAll => "Return Task";

    internal override FixPlan? Plan(FixTarget target) =>
        target.Method() is { Cached: null, Symbol: { IsAsync: true, ReturnsVoid: true, IsOverride: false } body }
        && body.PartialImplementationPart is null
        && target.Enclosing<MethodDeclarationSyntax>() is { ReturnType: PredefinedTypeSyntax returns } declaration
        && declaration.Modifiers.Any(SyntaxKind.AsyncKeyword)
        && target.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is { } task
            ? new FixPlan("Return Task", target.Tree, new TextChange(returns.Span, target.NameOf(task, returns.SpanStart)))
            : null;
}
