using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Adds the transaction that a ledger's body writes through.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddTransactionFix))]
[Shared]
public sealed class AddTransactionFix : PlannedFixProvider
{
    private static readonly string[] s_names = ["transaction", "ledgerTransaction"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [LedgerDescriptors.NoTransaction.Id];

    internal override string TitleOfAll => "Add LedgerTransaction to bodies of a ledger";

    // The other part of a partial method and the method that is overridden have parameter lists of their own.
    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Enclosing<MethodDeclarationSyntax>() is not { } method
            || target.Model.GetDeclaredSymbol(method, target.Cancellation) is not { IsOverride: false, PartialDefinitionPart: null, PartialImplementationPart: null } symbol
            || target.Model.Compilation.GetTypeByMetadataName("Derp.Kv.Ledger.LedgerTransaction") is not { } type
            || s_names.FirstOrDefault(name => !method.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name)) is not { } free)
            return null;

        // What is not optional stands before what is, and a token is last.
        var parameters = method.ParameterList.Parameters;
        var before = symbol.Parameters.FirstOrDefault(static p => p.IsOptional || p.IsParams || p.Type.IsCancellationToken())?.Ordinal;
        var declaration = $"{target.NameOf(type, method.ParameterList.SpanStart)} {free}";
        var change = before is { } ordinal ? new TextChange(new TextSpan(parameters[ordinal].SpanStart, 0), declaration + ", ")
            : parameters.Count > 0 ? new TextChange(new TextSpan(parameters.Last().Span.End, 0), ", " + declaration)
            : new TextChange(new TextSpan(method.ParameterList.OpenParenToken.Span.End, 0), declaration);
        return new FixPlan("Add a LedgerTransaction", target.Tree, change);
    }
}
