using System.Collections.Concurrent;
using System.Collections.Immutable;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Analyzers;

/// <summary>Finds names that <c>[KvName]</c> gives to two types, and empty ones: data of one type would be read as the other (K10).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StoredNameAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.StoredName];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var named = new ConcurrentBag<(INamedTypeSymbol Type, string Name, Location? Location)>();
            start.RegisterSymbolAction(c => Analyze(c, named), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(c => Report(c, named));
        });
    }

    private static void Analyze(SymbolAnalysisContext context, ConcurrentBag<(INamedTypeSymbol, string, Location?)> named)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.GetAttributes().FirstOrDefault(static a => a.AttributeClass.IsKv("KvNameAttribute")) is not { } attribute)
            return;
        var location = Place.Of(attribute, "Key").Locate();
        if (StoredTypeName.Given(type) is { } name)
            named.Add((type, name, location));
        else if (attribute.ConstructorArguments is [{ Kind: not TypedConstantKind.Error }])
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.StoredName, location, "", type.Name, "it is empty"));
    }

    private static void Report(CompilationAnalysisContext context, IEnumerable<(INamedTypeSymbol Type, string Name, Location? Location)> named)
    {
        foreach (var same in named.GroupBy(static n => n.Name, StringComparer.Ordinal))
        {
            var owners = same.OrderBy(static n => IdentityText.Of(n.Type), StringComparer.Ordinal).ToList();
            var other = context.Compilation.GetTypesByMetadataName(same.Key).FirstOrDefault(t => !owners.Any(o => SymbolEqualityComparer.Default.Equals(o.Type, t)));
            for (var i = 0; i < owners.Count; i++)
            {
                if ((i > 0 ? owners[0].Type : other) is { } owner)
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.StoredName, owners[i].Location, same.Key, owners[i].Type.Name, $"it is that of '{IdentityText.Of(owner)}'"));
            }
        }
    }
}
