using System.Globalization;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Tests.Robustness;

/// <summary>
/// G2: whatever the code, generator and analyzer come to an end without an exception, and a valid class beside it is
/// generated as ever. 400 variants, the same on every machine; 2,500 new ones where <c>DERP_KV_LONG</c> is 1.
/// <c>DERP_KV_SEED</c> repeats a run.
/// </summary>
public class MutationTests
{
    private const LanguageVersion Version = LanguageVersion.CSharp14;
    private const string Refused = "Refused.cs";

    // A build analyzes the generated code too, which takes thrice the time: one variant in so many.
    private const int BuiltShare = 8;

    // All names are global: what the variant declares must not change what this means.
    private const string Sibling = """
        namespace Sibling_;

        public sealed partial class Valid(global::Derp.Kv.KvClient kv)
        {
            [global::Derp.Kv.Cached("sibling:{id}", Ttl = "1m")]
            private global::System.Threading.Tasks.Task<Value?> GetCoreAsync(int id) => global::System.Threading.Tasks.Task.FromResult<Value?>(null);
        }

        public sealed record Value(int Id, string Name);
        """;

    private static readonly bool s_long = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";
    private static readonly int s_variants = s_long ? 2_500 : 400;

    // Slow machines share their cores with other tests; only what never ends is meant.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private static readonly CSharpCompilation s_base = TestCompilation.Create([Sibling], Version);
    private static readonly CSharpCompilation s_ledgerBase = s_base.WithLedger();

    [Fact]
    public async Task Mutated_code_is_survived_and_its_sibling_is_generated()
    {
        var seed = Seed();
        var starts = Corpus.Files.Select(f => new Start(f.Name, f.Text)).ToList();
        var expected = Generated(GeneratorRun.Driver(Version).RunGenerators(s_base, TestContext.Current.CancellationToken), "Sibling_");
        Assert.Equal(2, expected.Count);

        await Parallel.ForAsync(0, s_variants, TestContext.Current.CancellationToken, async (i, ct) =>
        {
            var start = starts[i % starts.Count];
            var text = new Mutation(new Random(unchecked((seed * 31) + i))).Of(start.Text);
            if (OverflowsTheCompiler(text))
                return;
            try
            {
                await Task.Run(() => AssertSurvivesAsync(start, text, expected, asBuilt: i % BuiltShare == 0, ct), ct).WaitAsync(s_limit, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && !CompilerAloneThrows(text, ct))
            {
                throw new InvalidOperationException($"Variant {i}, of {start.Name}, with DERP_KV_SEED={seed}: {e}\n{text}", e);
            }
        });
    }

    // A lambda in an attribute of the assembly that names a type of it: the compiler alone does not survive [assembly: A(x => typeof(B))].
    private static bool OverflowsTheCompiler(string text) =>
        CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions(Version)).GetRoot().DescendantNodes().OfType<AttributeListSyntax>()
            .Any(list => list.Target?.Identifier.ValueText is "assembly" or "module" && list.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>().Any());

    private static CSharpCompilation Base(string text) => TestCompilation.NamesLedger(text) ? s_ledgerBase : s_base;

    // An assignment inside nameof in an attribute, for one.
    private static bool CompilerAloneThrows(string text, CancellationToken ct)
    {
        try
        {
            Base(text).AddSyntaxTrees(Start.Parse(text)).GetDiagnostics(ct);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return true;
        }
    }

    public static TheoryData<string> Telling => [.. Corpus.Files.Select(f => f.Name).Where(n => n != Refused)];

    // A corpus of code that is refused anyway would show nothing.
    [Theory]
    [MemberData(nameof(Telling))]
    public void Unmutated_code_is_generated(string name) =>
        Assert.NotEmpty(GeneratorRun.Of(Corpus.Files.Single(f => f.Name == name).Text, Version).Sources);

    [Fact]
    public void Mutations_repeat_by_their_seed_and_differ_by_it()
    {
        var text = Corpus.Files[0].Text;
        Assert.Equal(new Mutation(new Random(7)).Of(text), new Mutation(new Random(7)).Of(text));
        var variants = Enumerable.Range(0, 100).Select(i => new Mutation(new Random(i)).Of(text)).ToHashSet(StringComparer.Ordinal);
        Assert.InRange(variants.Count, 90, 100);
    }

    // A variant that declares a type called System takes the meaning of global names too: then the sibling is in error.
    private static bool SiblingIsValid(Compilation compilation, CancellationToken ct) => compilation.SyntaxTrees
        .Where(t => t.ToString().Contains("namespace Sibling_;", StringComparison.Ordinal))
        .All(t => !compilation.GetSemanticModel(t).GetDiagnostics(cancellationToken: ct).Any(d => d.Severity == DiagnosticSeverity.Error));

    private static async Task AssertSurvivesAsync(Start start, string text, IReadOnlyList<string> expected, bool asBuilt, CancellationToken ct)
    {
        var compilation = Base(start.Text).AddSyntaxTrees(Start.Parse(text));
        var driver = start.Driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics, ct);
        Assert.Empty(diagnostics);
        Assert.Null(driver.GetRunResult().Results.Single().Exception);
        var sibling = Generated(driver, "Sibling_");
        if (!expected.SequenceEqual(sibling) && SiblingIsValid(compilation, ct))
            Assert.Equal(expected, sibling);
        // Nothing was read again: then there was nothing to be found.
        if (driver.GetRunResult().Results.Single().TrackedSteps[TrackingNames.Methods].SelectMany(s => s.Outputs).All(o => o.Reason == IncrementalStepRunReason.Cached))
            Assert.Equal(Generated(GeneratorRun.Driver(Version).RunGenerators(compilation, ct), ""), Generated(driver, ""));

        var failures = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (e, _, _) => failures.Add(e.ToString()),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        var analyzed = asBuilt ? output : compilation;
        var findings = await analyzed.WithAnalyzers(GeneratorRun.Analyzers, options).GetAnalyzerDiagnosticsAsync(ct);
        Assert.Empty(failures);
        foreach (var finding in findings.Where(f => f.Id == Descriptors.Internal.Id))
            ParseAgain(finding, analyzed, ct);
        Assert.DoesNotContain(findings, f => f.Id == Descriptors.Internal.Id || f.Id.StartsWith("AD", StringComparison.Ordinal));
    }

    // The diagnostic names the exception's type alone; outside of the analyzer it is thrown with its stack.
    private static void ParseAgain(Microsoft.CodeAnalysis.Diagnostic finding, Compilation compilation, CancellationToken ct)
    {
        var tree = finding.Location.SourceTree!;
        var node = tree.GetRoot(ct).FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()!;
        MethodParser.Parse(compilation.GetSemanticModel(tree).GetDeclaredSymbol(node, ct)!, compilation, Findings.Collect(), ct);
    }

    private static List<string> Generated(GeneratorDriver driver, string part) =>
        [.. driver.GetRunResult().Results.Single().GeneratedSources
            .Where(s => s.HintName.Contains(part, StringComparison.Ordinal))
            .Select(s => $"{s.HintName}\n{s.SourceText}")];

    private static int Seed()
    {
        var chosen = Environment.GetEnvironmentVariable("DERP_KV_SEED");
        return chosen is { Length: > 0 } ? int.Parse(chosen, CultureInfo.InvariantCulture)
            : s_long ? Environment.TickCount
            : 1;
    }

    /// <summary>A file before it is mutated, with the driver's state as an editor has it at that time.</summary>
    private sealed class Start(string name, string text)
    {
        public string Name => name;

        public string Text => text;

        public GeneratorDriver Driver { get; } = GeneratorRun.Driver(Version).RunGenerators(Base(text).AddSyntaxTrees(Parse(text)));

        public static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions(Version), "Variant.cs");
    }
}
