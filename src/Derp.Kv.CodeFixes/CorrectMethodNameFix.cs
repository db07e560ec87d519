using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Replaces a name in an attribute by the one that was meant: of a tag, of a cached method, of a member of <c>RefreshOn</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectMethodNameFix))]
[Shared]
public sealed class CorrectMethodNameFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.UnknownTag.Id, Descriptors.UnknownTarget.Id, FreshnessDescriptors.NewScope.Id];

    internal override string TitleOfAll => "Correct names in attributes";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Name))?.Split(' ') is not [var name, var by])
            return null;
        var node = target.Root.FindNode(target.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var token = node is LiteralExpressionSyntax literal ? literal.Token : node.DescendantTokens().LastOrDefault(t => t.ValueText == name);
        var at = token.Text.LastIndexOf(name, StringComparison.Ordinal);
        return at < 0 ? null : new FixPlan($"Change to {by}", target.Tree, new TextChange(new TextSpan(token.SpanStart + at, name.Length), by));
    }
}
