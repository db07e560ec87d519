using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Gives a parameter that may be readable only once the type of a list.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TakeListFix))]
[Shared]
public sealed class TakeListFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ReadOnce.Id];

    internal override string TitleOfAll => "Take lists";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Parameter)) is not { Length: > 0 } name
            || target.Method()?.Symbol.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter
            || target.Enclosing<ParameterSyntax>()?.Type is not { } written
            || LazySequences.ListFor(parameter.Type, target.Model.Compilation) is not { } list)
            return null;

        // The nullable annotation stays as it was.
        var type = written is NullableTypeSyntax nullable ? nullable.ElementType : written;
        var text = target.NameOf(list.WithNullableAnnotation(NullableAnnotation.NotAnnotated), type.SpanStart);
        return new FixPlan($"Take '{text}'", target.Tree, new TextChange(type.Span, text));
    }
}
