using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>
/// Reports a type that is not partial from the type itself, once. Editors offer no fix for what is found while another
/// symbol, here the method, is looked at.
/// </summary>
internal static class PartialTypeCheck
{
    public static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!PlacementParser.IsPartial(type) && FirstAnnotated(type) is { } method)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotPartial, type.Locations[0], type.Name, method.Name));
    }

    private static IMethodSymbol? FirstAnnotated(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            var found = member switch
            {
                IMethodSymbol method when CanBeRefused(method) => method,
                INamedTypeSymbol nested => FirstAnnotated(nested),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return null;
    }

    // As the parser: older languages and half-typed attributes have another error and nothing more.
    private static bool CanBeRefused(IMethodSymbol method)
    {
        var attributes = AnnotatedMethod.AttributesOf(method.PartialDefinitionPart ?? method);
        return attributes.Count > 0
            && attributes.All(a => a.IsComplete)
            && method.DeclaringSyntaxReferences.Any(r =>
                r.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp12 }
                && PlacementParser.IsMethodOfType(r.GetSyntax()));
    }
}
