using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>
/// Reports declared looks that differ from what their bodies need (DKV0068) as findings of their type: an editor offers no fix for
/// what an analyzer finds at one method while it looks at another.
/// </summary>
internal static class LookCheck
{
    public static void Analyze(SymbolAnalysisContext context)
    {
        foreach (var body in LookParser.BodiesIn((INamedTypeSymbol)context.Symbol))
        {
            if (body.DeclaringSyntaxReferences[0].SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 })
                continue;
            var findings = Findings.Collect();
            try
            {
                MethodParser.Parse(body, context.Compilation, findings, context.CancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The body's own analysis reports it (DKV0099).
                continue;
            }

            foreach (var diagnostic in findings.Diagnostics.Where(static d => d.Id == FreshnessDescriptors.Look.Id))
                context.ReportDiagnostic(diagnostic);
        }
    }
}
