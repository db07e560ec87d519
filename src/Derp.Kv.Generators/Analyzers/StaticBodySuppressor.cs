using System.Collections.Immutable;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Analyzers;

/// <summary>
/// Suppresses CA1822 on a body that uses no member of its instance. Its wrapper finds the client there; a static body
/// has none, so that the advice would lead to an error.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StaticBodySuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_body = new("DKV0037", "CA1822", "The wrapper of an annotated body takes its client from the instance.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [s_body];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is IMethodSymbol method
                && AnnotatedMethod.AttributesOf(method.PartialDefinitionPart ?? method).Count > 0)
                context.ReportSuppression(Suppression.Create(s_body, diagnostic));
        }
    }
}
