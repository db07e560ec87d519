using System.Collections.Immutable;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Analyzers;

/// <summary>Finds bodies that other types can call without the wrapper, although nothing requires that.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BodyAccessibilityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.BodyNotPrivate];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.Method);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || Wanted(method) is not { } wanted || GeneratedWrapper.Of(method) is not { } found || ImplementsInterface(method))
            return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.BodyNotPrivate,
            method.Locations[0],
            Hint.Accessibility(wanted).ToProperties(),
            method.Name,
            wanted,
            found.Wrapper.Name));
    }

    // The accessibility of an override is not its own to choose, and a member for overriding must be protected at least.
    private static string? Wanted(IMethodSymbol method) => method switch
    {
        { DeclaredAccessibility: Accessibility.Private } or { IsOverride: true } => null,
        { IsVirtual: true } or { IsAbstract: true } =>
            method.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedAndInternal ? null : "protected",
        _ => "private",
    };

    private static bool ImplementsInterface(IMethodSymbol method) =>
        method.ContainingType.AllInterfaces
            .SelectMany(i => i.GetMembers(method.Name))
            .Any(m => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method));
}
