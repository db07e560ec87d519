using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>Reports <c>[Each]</c> on a method without an attribute of ours, which no parser reads.</summary>
internal static class EachCheck
{
    public static void Analyze(SymbolAnalysisContext context, IMethodSymbol method)
    {
        // The user's declaration of a wrapper may repeat the attribute.
        if (method.PartialDefinitionPart is not null
            || (method.PartialImplementationPart is { } implementation && MemberLookup.IsGenerated(implementation))
            || AnnotatedMethod.AttributesOf(method).Count > 0)
            return;
        foreach (var parameter in method.Parameters.Where(EachParameter.Is))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.EachWithoutCache,
                parameter.Locations.FirstOrDefault(static l => l.IsInSource),
                Hint.Setting("Each").ToProperties(),
                parameter.Name,
                $"'{method.Name}' is not [Cached]"));
        }
    }
}
