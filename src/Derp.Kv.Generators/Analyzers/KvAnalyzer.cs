using System.Collections.Immutable;
using Derp.Kv.Generators.Answers;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.Tags;
using Derp.Kv.Generators.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Analyzers;

/// <summary>Reports why an annotated method has no wrapper. It reads methods as the generator does, with the same parser.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KvAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Descriptors.Refusals, .. Descriptors.Advice, .. Descriptors.Proofs];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(AnalyzePlacement, SyntaxKind.Attribute);
        context.RegisterSyntaxNodeAction(VouchedCheck.Analyze, SyntaxKind.Attribute);
        context.RegisterSymbolAction(PartialTypeCheck.Analyze, SymbolKind.NamedType);
        context.RegisterSymbolAction(LookCheck.Analyze, SymbolKind.NamedType);
        context.RegisterOperationBlockAction(OverridableCheck.Analyze);
        context.RegisterOperationBlockAction(TransactionUse.Analyze);
        context.RegisterCompilationStartAction(static start =>
        {
            var keys = new KeyComparison();
            start.RegisterSymbolAction(c => AnalyzeMethod(c, (IMethodSymbol)c.Symbol, keys, isTag: false), SymbolKind.Method);
            start.RegisterSymbolAction(c => AnalyzeTags(c, keys), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(keys.Report);
        });
    }

    // Of a method that the generator implements, a symbol action sees only the generated part, which is not analyzed.
    private static void AnalyzeTags(SymbolAnalysisContext context, KeyComparison keys)
    {
        foreach (var method in ((INamedTypeSymbol)context.Symbol).GetMembers().OfType<IMethodSymbol>().Where(static m => m.PartialDefinitionPart is null))
            AnalyzeMethod(context, method, keys, isTag: true);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, IMethodSymbol method, KeyComparison keys, bool isTag)
    {
        if (!isTag)
            EachCheck.Analyze(context, method);
        var attributes = AnnotatedMethod.AttributesOf(method.PartialDefinitionPart ?? method);
        if (attributes.Count == 0
            || TagMethods.IsTag(attributes) != isTag
            || !method.DeclaringSyntaxReferences.Any(r => PlacementParser.IsMethodOfType(r.GetSyntax(context.CancellationToken))))
            return;
        if (method.DeclaringSyntaxReferences[0].SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 })
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.LanguageVersion, method.Locations[0]));
            return;
        }

        var findings = Findings.Collect();
        try
        {
            var result = MethodParser.Parse(method, context.Compilation, findings, context.CancellationToken);
            if (!findings.Refused)
                keys.Add(method, context.Compilation);
            if (!findings.Refused && result is not null && SharingCheck.Find(method, result, context.Compilation, context.CancellationToken) is { } difference)
                context.ReportDiagnostic(difference);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            findings.Add(Descriptors.Internal, Place.Of(method), method.Name, e.GetType().Name);
        }

        // These belong to types.
        foreach (var diagnostic in findings.Diagnostics.Where(static d => d.Id != Descriptors.NotPartial.Id && d.Id != FreshnessDescriptors.Look.Id))
            context.ReportDiagnostic(diagnostic);
    }

    // Attributes on anything but a method of a type reach no symbol action: local functions, lambdas, accessors and the like.
    private static void AnalyzePlacement(SyntaxNodeAnalysisContext context)
    {
        if (context.Node.Parent is not AttributeListSyntax { Parent: { } target }
            || target is CompilationUnitSyntax
            || PlacementParser.IsMethodOfType(target)
            || context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol is not IMethodSymbol { ContainingType: { } type }
            || AnnotatedMethod.KindOf(type) is null)
            return;
        var (name, what) = target switch
        {
            LocalFunctionStatementSyntax local => (local.Identifier.ValueText, "it is a local function"),
            LambdaExpressionSyntax => ("lambda", "it is a lambda"),
            AccessorDeclarationSyntax accessor => (accessor.Keyword.ValueText, "it is an accessor"),
            MethodDeclarationSyntax { Parent: InterfaceDeclarationSyntax } method => (method.Identifier.ValueText, "it is a member of an interface; annotate the implementation"),
            MethodDeclarationSyntax method => (method.Identifier.ValueText, "its parent is neither a class, a struct nor a record"),
            _ => (target.Kind().ToString(), "only a method of a class, struct or record can have one"),
        };
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.Placement, context.Node.GetLocation(), name, what));
    }
}
