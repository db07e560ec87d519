using System.Collections.Immutable;
using System.Globalization;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>N7: what another generator adds to a result is seen by no generator, and by the analyzer.</summary>
public class SharingDiffersTests
{
    private const string Frozen = "[MessagePack.MessagePackObject(true)] public partial record Product(string Sku, Maker Maker);\npublic partial record Maker(string Name);";
    private const string Plain = "[MessagePack.MessagePackObject(true)] public partial class Product { public string Sku { get; set; } = \"\"; public Maker? Maker { get; set; } }\npublic partial record Maker(string Name);";

    [Theory]
    [InlineData("partial record Product { public int Stock { get; set; } }", "'Product.Stock: int' has a setter; give it init, or no setter")]
    [InlineData("partial record Product { private int _stock; public int Stock() => _stock++; }", "'Product._stock: int' is not readonly; make it readonly")]
    [InlineData("partial record Product : System.IDisposable { public void Dispose() { } }", "'Product' can be disposed; keep what is disposed out of the result")]
    [InlineData("partial record Maker { public int[] Years { get; init; } = []; }", "'Product.Maker.Years: int[]' can be changed; use ImmutableArray<int>")]
    public void Frozen_type_that_another_generator_lets_change_is_an_error(string added, string why)
    {
        var finding = Assert.Single(Findings(Frozen, "", added), static d => d.Id == "DKV0036");
        Assert.Equal($"Callers of 'GetCoreAsync' would share what can change, because another generator adds to the result: {why}", finding.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(DiagnosticSeverity.Error, finding.Severity);
        Assert.Equal("GetCoreAsync", finding.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(finding.Location.SourceSpan));
    }

    [Theory]
    [InlineData("partial class Product { public int Stock { get; set; } }")]
    [InlineData("partial class Product { private int _stock; public int Stock() => _stock++; }")]
    [InlineData("partial record Maker { public int[] Years { get; set; } = []; }")]
    public void So_is_a_copy_that_does_not_know_all(string added) =>
        Assert.Single(Findings(Plain, ", Near = \"1s\"", added), static d => d.Id == "DKV0036");

    [Theory]
    [InlineData(Frozen, "", "partial record Product { public int Length => Sku.Length; public static int Count; public void M() { } }")]
    [InlineData(Frozen, "", "partial record Maker { public int Year { get; init; } }")]
    [InlineData(Frozen, ", Near = \"1s\"", "class Other { public int Stock { get; set; } }")]
    [InlineData(Plain, ", Near = \"1s\"", "partial class Product { public int Length() => Sku.Length; }")]
    [InlineData(Plain, "", "partial class Product { public int Stock { get; set; } }")]
    public void What_changes_nothing_is_nothing(string types, string settings, string added) =>
        Assert.DoesNotContain(Findings(types, settings, added), static d => d.Id == "DKV0036");

    private static ImmutableArray<Diagnostic> Findings(string types, string settings, string added)
    {
        var ct = TestContext.Current.CancellationToken;
        var compilation = TestCompilation.Create([$$"""
            {{types}}
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "1m"{{settings}})] private Task<Product?> GetCoreAsync(int id) => throw new NotSupportedException();
            }
            """]);
        CSharpGeneratorDriver.Create([new KvGenerator().AsSourceGenerator(), new Adding(added).AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions(LanguageVersion.CSharp12))
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, ct);
        Assert.Empty(output.Problems());
        return output.WithAnalyzers(GeneratorRun.Analyzers).GetAnalyzerDiagnosticsAsync(ct).GetAwaiter().GetResult();
    }

    private sealed class Adding(string text) : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(context.CompilationProvider, (output, _) => output.AddSource("Added.g.cs", "#nullable enable\n#pragma warning disable CS1591\n" + text));
    }
}
