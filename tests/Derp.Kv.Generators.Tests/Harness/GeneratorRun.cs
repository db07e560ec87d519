using System.Collections.Immutable;
using System.Globalization;
using Derp.Kv.Generators.Analyzers;
using Derp.Kv.Generators.Answers;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Pipeline;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>
/// One run of the generator, with all that every run must hold: the output compiles without a warning, the analyzers
/// refuse nothing, a second run finds everything cached, and no machine's culture or line ending shows (G1, G3, G4).
/// </summary>
internal sealed class GeneratorRun
{
    /// <summary>All that a user has.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [new KvAnalyzer(), new BodyUseAnalyzer(), new BodyAccessibilityAnalyzer(), new UnnamedReadAnalyzer(), new StoredNameAnalyzer()];

    private GeneratorRun(Compilation output, ImmutableArray<GeneratedSourceResult> sources)
    {
        Output = output;
        Sources = [.. sources.Where(static s => s.HintName != ManifestOutput.HintName)];
        Manifest = sources.SingleOrDefault(static s => s.HintName == ManifestOutput.HintName).SourceText?.ToString();
    }

    /// <summary>The user's code and the generated code.</summary>
    public Compilation Output { get; }

    /// <summary>Generated files, but for the manifest, which each project has.</summary>
    public ImmutableArray<GeneratedSourceResult> Sources { get; }

    /// <summary>The file of the manifest; null without an annotated method that can be wrapped.</summary>
    public string? Manifest { get; }

    public static CSharpGeneratorDriver Driver(LanguageVersion version = LanguageVersion.CSharp12) =>
        CSharpGeneratorDriver.Create(
            [new KvGenerator().AsSourceGenerator()],
            parseOptions: TestCompilation.ParseOptions(version),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRun Of(string source, LanguageVersion version = LanguageVersion.CSharp12) => Of([source], version);

    /// <param name="change">What differs from the usual project: references, options.</param>
    public static GeneratorRun Of(IEnumerable<string> sources, LanguageVersion version = LanguageVersion.CSharp12, Func<CSharpCompilation, CSharpCompilation>? change = null)
    {
        change ??= static c => c;
        var run = Unchecked(change(TestCompilation.Create(sources, version)), version);
        Assert.Equal(run.AnnotatedMethods(), run.Sources.Sum(s => s.SourceText.ToString().Split("private static class ").Length - 1));
        Assert.Empty(run.Output.Problems());
        Assert.DoesNotContain(run.Findings(), d => d.Severity == DiagnosticSeverity.Error);
        var latest = version == LanguageVersion.CSharp12 ? Unchecked(change(TestCompilation.Create(sources, LanguageVersion.CSharp14)), LanguageVersion.CSharp14) : run;
        Assert.Empty(latest.WithNullableWarnings().Problems());
        return run;
    }

    // Generated files turn these warnings off, which spares each build the analysis. They hold here.
    private Compilation WithNullableWarnings()
    {
        const string off = "#nullable disable warnings";
        var output = Output;
        foreach (var tree in output.SyntaxTrees.Where(t => Sources.Any(s => s.SyntaxTree == t)))
        {
            var text = tree.ToString();
            Assert.True(text.Contains(off, StringComparison.Ordinal) || text.Contains("#nullable disable // Values", StringComparison.Ordinal));
            output = output.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text.Replace(off, "#nullable enable warnings", StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath));
        }

        return output;
    }

    /// <summary>A run whose input may be refused; only what holds for any input is checked.</summary>
    public static GeneratorRun Unchecked(Compilation compilation, LanguageVersion version = LanguageVersion.CSharp12)
    {
        var driver = Driver(version).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        var result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        foreach (var source in result.GeneratedSources)
            Assert.DoesNotContain('\r', source.SourceText.ToString());

        AssertSecondRunIsCached(driver, compilation);
        AssertSameUnder("tr-TR", compilation, version, result.GeneratedSources);
        AssertSameUnder("fi-FI", compilation, version, result.GeneratedSources);
        return new GeneratorRun(output, result.GeneratedSources);
    }

    /// <summary>What the analyzers say. They see the generated code too, as in a build.</summary>
    public ImmutableArray<Microsoft.CodeAnalysis.Diagnostic> Findings() =>
        Output.WithAnalyzers(Analyzers)
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();

    // Each annotated method has one nested class: none was skipped in silence.
    private int AnnotatedMethods() =>
        Output.SyntaxTrees.SelectMany(
                t => t.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<MethodDeclarationSyntax>().Where(m => m.AttributeLists.Count > 0),
                (t, m) => Output.GetSemanticModel(t).GetDeclaredSymbol(m, TestContext.Current.CancellationToken))
            .Where(m => m!.GetAttributes().Any(a => a.AttributeClass is { } type && AnnotatedMethod.KindOf(type) is not null))
            .Select(m => m!.PartialDefinitionPart ?? m)
            .Distinct(SymbolEqualityComparer.Default)
            .Count();

    public string Text(string hintName) => Sources.Single(s => s.HintName == hintName).SourceText.ToString();

    private static void AssertSecondRunIsCached(GeneratorDriver driver, Compilation compilation)
    {
        var second = driver.RunGenerators(compilation.Clone(), TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        var steps = second.TrackedSteps.Where(s => TrackingNames.All.Contains(s.Key)).SelectMany(s => s.Value)
            .Concat(second.TrackedOutputSteps.SelectMany(s => s.Value));
        foreach (var (_, reason) in steps.SelectMany(s => s.Outputs))
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"A step was {reason} in the second run.");
    }

    private static void AssertSameUnder(string culture, Compilation compilation, LanguageVersion version, ImmutableArray<GeneratedSourceResult> expected)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var there = Driver(version).RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
            Assert.Equal(
                expected.Select(s => (s.HintName, s.SourceText.ToString())),
                there.GeneratedSources.Select(s => (s.HintName, s.SourceText.ToString())));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
