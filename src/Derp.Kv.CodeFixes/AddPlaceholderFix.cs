using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Adds a parameter that a template leaves out at the template's end.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddPlaceholderFix))]
[Shared]
public sealed class AddPlaceholderFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.LeftOut.Id];

    internal override string TitleOfAll => "Add placeholders to key templates";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Parameter)) is not { } name
            || target.Method()?.Symbol.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter
            || KeyValueParser.Parse(parameter.Type, null, ExternAliases.Of(target.Model.Compilation)).Keyable is null
            || target.Enclosing<AttributeArgumentSyntax>()?.Expression is not LiteralExpressionSyntax literal
            || EndOf(literal.Token) is not { } end)
            return null;

        // No text of a placeholder has a colon, so that it cannot run together with the one before it.
        return new FixPlan($"Add {{{name}}}", target.Tree, new TextChange(new TextSpan(end, 0), $":{{{name}}}"));
    }

    // Before the closing quotes. Those of a raw literal over several lines stand on a line of their own.
    private static int? EndOf(SyntaxToken literal) => literal.Kind() switch
    {
        SyntaxKind.StringLiteralToken => literal.Span.End - 1,
        SyntaxKind.SingleLineRawStringLiteralToken => literal.Span.End - literal.Text.TakeWhile(static c => c == '"').Count(),
        _ => null,
    };
}
