using System.Collections.Immutable;
using Derp.Kv.Generators.Analyzers;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>DKV0037: the framework's advice to make a body static is taken back, and elsewhere it stands.</summary>
public class StaticBodyTests
{
    [Theory]
    [InlineData("""[Cached("x:{id}", Ttl = "1m")]""", true)]
    [InlineData("""[Idempotent("x:{id}", Ttl = "1m")]""", true)]
    [InlineData("""[RateLimited("x:{id}", Limit = 1, Window = "1m")]""", true)]
    [InlineData("""[Obsolete("Not ours")]""", false)]
    public async Task CA1822_is_suppressed_on_annotated_bodies_alone(string attribute, bool isSuppressed)
    {
        var compilation = TestCompilation.Create([$$"""
            public sealed partial class C(KvClient kv)
            {
                {{attribute}} private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                public KvClient Client => kv;
            }
            """]);
        var analyzed = compilation.WithAnalyzers(
            [new StaticAdvice(), new StaticBodySuppressor()],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));

        var advice = Assert.Single(await analyzed.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken));

        Assert.Equal(isSuppressed, advice.IsSuppressed);
        if (isSuppressed)
            Assert.Equal("DKV0037", Assert.Single(advice.GetSuppressionInfo(compilation)!.ProgrammaticSuppressions).Descriptor.Id);
    }

    // What the advice that is taken back would lead to.
    [Fact]
    public void A_static_body_has_no_client() => Assert.Equal(
        "DKV0010",
        Assert.Single(GeneratorRun.Unchecked(TestCompilation.Create(["""
            public sealed partial class C(KvClient kv)
            {
                [Cached("x:{id}", Ttl = "1m")] private static Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                public KvClient Client => kv;
            }
            """])).Findings()).Id);

    /// <summary>Says what CA1822 says, at the same place; the framework's own analyzers come with the SDK, and are no package.</summary>
#pragma warning disable RS1001, RS1029, RS2008 // Not exported and of no package: it is handed to one run, in place of the owner of the id.
    private sealed class StaticAdvice : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor s_advice = new("CA1822", "Mark members as static", "Make it static", "Performance", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_advice];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(
                static symbol =>
                {
                    if (symbol.Symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                        symbol.ReportDiagnostic(Diagnostic.Create(s_advice, method.Locations[0]));
                },
                SymbolKind.Method);
        }
    }
#pragma warning restore RS1001, RS1029, RS2008
}
