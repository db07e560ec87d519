using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Adds the parameter that holds an invalidation back until the transaction has ended.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddDeferralFix))]
[Shared]
public sealed class AddDeferralFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NotDeferred.Id];

    internal override string TitleOfAll => "Add DeferredInvalidations to methods with a transaction";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Enclosing<ParameterSyntax>() is not { Parent: ParameterListSyntax list } parameter
            || target.Model.Compilation.GetTypeByMetadataName("Derp.Kv.DeferredInvalidations") is not { } type
            || list.Parameters.Any(static p => p.Identifier.ValueText == "deferred"))
            return null;

        // What is not optional stands before what is.
        var before = list.Parameters.FirstOrDefault(p => p.SpanStart <= parameter.SpanStart && (p.Default is not null || p.Modifiers.Any(SyntaxKind.ParamsKeyword)));
        var declaration = $"{target.NameOf(type, parameter.SpanStart)} deferred";
        var change = before is null
            ? new TextChange(new TextSpan(parameter.Span.End, 0), ", " + declaration)
            : new TextChange(new TextSpan(before.SpanStart, 0), declaration + ", ");
        return new FixPlan("Add a DeferredInvalidations", target.Tree, change);
    }
}
