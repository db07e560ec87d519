using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Removes a <c>Previous</c> parameter that never has a value, if the body does not use it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemovePreviousFix))]
[Shared]
public sealed class RemovePreviousFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [FreshnessDescriptors.NoPrevious.Id];

    internal override string TitleOfAll => "Remove unused previous values";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Parameter)) is not { } name
            || target.Enclosing<ParameterSyntax>() is not { Parent: ParameterListSyntax { Parent: MethodDeclarationSyntax method, Parameters: var parameters } } parameter
            || method.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == name))
            return null;
        var index = parameters.IndexOf(parameter);
        var span = index > 0 ? TextSpan.FromBounds(parameters[index - 1].Span.End, parameter.Span.End)
            : parameters.Count > 1 ? TextSpan.FromBounds(parameter.SpanStart, parameters[1].SpanStart)
            : parameter.Span;
        return new FixPlan($"Remove '{name}'", target.Tree, new TextChange(span, ""));
    }
}
