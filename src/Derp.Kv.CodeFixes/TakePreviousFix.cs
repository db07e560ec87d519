using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Freshness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Gives a <c>Previous</c> parameter the type of the value.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TakePreviousFix))]
[Shared]
public sealed class TakePreviousFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [FreshnessDescriptors.Previous.Id];

    internal override string TitleOfAll => "Give previous values the type of the result";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Parameter)) is null
            || target.Enclosing<ParameterSyntax>()?.Type?.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is not { TypeArgumentList.Arguments: [var argument] }
            || target.Method()?.Symbol.ReturnType is not INamedTypeSymbol { TypeArguments: [var result] })
            return null;
        var name = target.NameOf(PlainResult.Of(result), argument.SpanStart);
        return new FixPlan($"Take a Previous<{name}>", target.Tree, new TextChange(argument.Span, name));
    }
}
