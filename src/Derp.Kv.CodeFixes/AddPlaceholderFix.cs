using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Adds a missing placeholder at a template's end: a parameter, or a value that the body reads from its instance.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddPlaceholderFix))]
[Shared]
public sealed class AddPlaceholderFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.LeftOut.Id, Descriptors.UnnamedRead.Id];

    internal override string TitleOfAll => "Add placeholders to key templates";

    internal override FixPlan? Plan(FixTarget target)
    {
        if ((PathOf(target) ?? ParameterOf(target)) is not { } path
            || Template(target) is not LiteralExpressionSyntax literal
            || EndOf(literal.Token) is not { } end)
            return null;

        // No text of a placeholder has a colon, so that it cannot run together with the one before it.
        return new FixPlan($"Add {{{path}}}", target.Tree, new TextChange(new TextSpan(end, 0), $":{{{path}}}"));
    }

    private static string? PathOf(FixTarget target) => target.Hint(nameof(Hint.Path));

    private static string? ParameterOf(FixTarget target) =>
        target.Hint(nameof(Hint.Parameter)) is { } name
        && target.Method()?.Symbol.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter
        && KeyValueParser.Find(parameter.Type) is not null
            ? name
            : null;

    // The diagnostic is at the template, or in the body of the method that has it.
    private static ExpressionSyntax? Template(FixTarget target)
    {
        if (target.Enclosing<AttributeArgumentSyntax>() is { } argument)
            return argument.Expression;
        return target.Enclosing<MethodDeclarationSyntax>()?.AttributeLists
            .SelectMany(static l => l.Attributes)
            .FirstOrDefault(a => AnnotatedMethod.KindOf(target.Model.GetTypeInfo(a, target.Cancellation).Type as INamedTypeSymbol) == StageKind.Cached)
            ?.ArgumentList?.Arguments.FirstOrDefault(static a => a.NameEquals is null)?.Expression;
    }

    // Before the closing quotes. The quotes of a raw literal over several lines have their own line.
    private static int? EndOf(SyntaxToken literal) => literal.Kind() switch
    {
        SyntaxKind.StringLiteralToken => literal.Span.End - 1,
        SyntaxKind.SingleLineRawStringLiteralToken => literal.Span.End - literal.Text.TakeWhile(static c => c == '"').Count(),
        _ => null,
    };
}
