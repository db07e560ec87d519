using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Names in a setting the wrapper that it means, where it names the body.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NameWrapperFix))]
[Shared]
public sealed class NameWrapperFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.SharesWith.Id];

    internal override string TitleOfAll => "Name the wrappers";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Wrapper)) is not { } wrapper)
            return null;
        var change = target.Enclosing<AttributeArgumentSyntax>()?.Expression switch
        {
            LiteralExpressionSyntax literal => new TextChange(literal.Span, SymbolDisplay.FormatLiteral(wrapper, quote: true)),
            InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: { } named }] } => new TextChange(named.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last().Identifier.Span, Display.Escape(wrapper)),
            _ => (TextChange?)null,
        };
        return change is { } made ? new FixPlan($"Name '{wrapper}'", target.Tree, made) : null;
    }
}
