using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Removes <c>[Each]</c> where it has no effect, or where another parameter has it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveEachFix))]
[Shared]
public sealed class RemoveEachFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.EachWithoutCache.Id, Descriptors.EachParameter.Id];

    internal override string TitleOfAll => "Remove [Each]";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Setting)) is null || target.Enclosing<ParameterSyntax>() is not { } parameter)
            return null;
        foreach (var list in parameter.AttributeLists)
        {
            for (var i = 0; i < list.Attributes.Count; i++)
            {
                if ((target.Model.GetSymbolInfo(list.Attributes[i], target.Cancellation).Symbol as IMethodSymbol)?.ContainingType is { Name: "EachAttribute", ContainingNamespace.Name: "Kv" })
                    return new FixPlan("Remove [Each]", target.Tree, new TextChange(SpanOf(list, i), ""));
            }
        }

        return null;
    }

    // With the space behind a list of its own, and the comma of one among others.
    private static TextSpan SpanOf(AttributeListSyntax list, int index) => list.Attributes.Count == 1 ? list.FullSpan
        : index == 0 ? TextSpan.FromBounds(list.Attributes[0].SpanStart, list.Attributes[1].SpanStart)
        : TextSpan.FromBounds(list.Attributes[index - 1].Span.End, list.Attributes[index].Span.End);
}
