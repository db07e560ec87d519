using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Makes a body private, or protected if it is virtual; both parts if it is partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SetAccessibilityFix))]
[Shared]
public sealed class SetAccessibilityFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.BodyNotPrivate.Id];

    internal override string TitleOfAll => "Make bodies private";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Accessibility)) is not { } wanted || target.Method()?.Symbol is not { } body)
            return null;
        var changes = body.DeclaringSyntaxReferences
            .Concat(body.PartialImplementationPart?.DeclaringSyntaxReferences ?? [])
            .Select(r => r.GetSyntax(target.Cancellation))
            .OfType<MethodDeclarationSyntax>()
            .Distinct()
            .SelectMany(d => Changes(d, wanted))
            .ToList();
        return changes.Count == 0 ? null : new FixPlan($"Make {wanted}", changes);
    }

    // The first keyword becomes the wanted one; the second of two goes with the space behind it.
    private static IEnumerable<FixChange> Changes(MethodDeclarationSyntax declaration, string wanted)
    {
        var keywords = declaration.Modifiers.Where(static m => SyntaxFacts.IsAccessibilityModifier(m.Kind())).ToList();
        for (var i = 0; i < keywords.Count; i++)
        {
            var change = i == 0
                ? new TextChange(keywords[i].Span, wanted)
                : new TextChange(TextSpan.FromBounds(keywords[i].SpanStart, keywords[i].GetNextToken().SpanStart), "");
            yield return new FixChange(declaration.SyntaxTree, change);
        }
    }
}
