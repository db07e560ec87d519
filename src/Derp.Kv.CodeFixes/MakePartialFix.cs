using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Makes a type and all types around it partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
[Shared]
public sealed class MakePartialFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NotPartial.Id];

    internal override string TitleOfAll => "Make types partial";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Enclosing<TypeDeclarationSyntax>() is not { } type)
            return null;
        var changes = type.AncestorsAndSelf()
            .OfType<TypeDeclarationSyntax>()
            .Where(static t => !t.Modifiers.Any(SyntaxKind.PartialKeyword))
            // Directly before class, struct, record or interface: nowhere else is it a modifier.
            .Select(t => new FixChange(target.Tree, new TextChange(new TextSpan(t.Keyword.SpanStart, 0), "partial ")))
            .ToList();
        return new FixPlan("Make partial", changes);
    }
}
