using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Tests;

/// <summary>G2: code as it stands between two keystrokes. Nothing throws, in the generator or in the analyzer.</summary>
public class HalfTypedCodeTests
{
    private const string Source = """
        namespace A.B;
        public partial record struct Outer<T>(int X) where T : class
        {
            public sealed partial class C<[Obsolete] U>(KvClient kv, int y = default) : Base(y), IDisposable
            {
                public partial Task<List<T?>> GetAsync(int id, params string[] rest);
                [Cached("{id:D4}:{rest}:{{x}}", Ttl = "1h30m", Jitter = "5%", Serializer = typeof(S<>), Client = nameof(kv)), RateLimited("x:{id.Value}", Limit = 5, Window = "1m")]
                private Task<List<T?>> GetCoreAsync<V>(int? id, DayOfWeek d = (DayOfWeek)(-1), CancellationToken ct = default, params string[] rest) where V : struct, Enum => throw null!;
                [Idempotent("pay:{order.Id}", Ttl = "1d", StatusCode = 201, InFlight = InFlightBehavior.Reject)]
                internal static async ValueTask<IdempotentResult<(int A, string? B)>> PayCore(Order order, decimal amount) { await Task.Yield(); return new((1, null)); }
                [Idempotent("led:{order.Id}", Ttl = "1d", Ledger = true, ReplayFromStore = true, Client = nameof(kv)), Invalidates(nameof(GetAsync), "order.Id")]
                private Task LedCoreAsync(Derp.Kv.Ledger.LedgerTransaction tx, Order order, DeferredInvalidations? later = null) => Task.FromResult(tx.Connection);
                public Func<Order, decimal, object> Use(Order order) => order is null ? PayCore : (o, d) => PayCore(o, d) + nameof(PayCore);
            }
        }
        """;

    private static IEnumerable<SyntaxToken> Tokens =>
        CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantTokens();

    [Fact]
    public async Task File_that_ends_before_or_within_any_word_is_survived()
    {
        foreach (var cut in Tokens.SelectMany(t => (int[])[t.SpanStart, t.SpanStart + (t.Span.Length / 2)]).Distinct())
            await AssertSurvivesAsync(Source[..cut]);
    }

    [Fact]
    public async Task Every_missing_word_is_survived()
    {
        foreach (var token in Tokens)
            await AssertSurvivesAsync(Source.Remove(token.SpanStart, token.Span.Length));
    }

    [Theory]
    [InlineData("[Cached] private Task<int> GetCoreAsync() => null!;")]
    [InlineData("[Cached(1, Ttl = \"1m\")] private Task<int> GetCoreAsync() => null!;")]
    [InlineData("[Cached(Ttl = 5)] private Task<int> GetCoreAsync() => null!;")]
    [InlineData("[Cached(Ttl = null)] private Task<int> GetCoreAsync() => null!;")]
    [InlineData("[Cached(Ttl = \"1m\")] private Task<Missing> GetCoreAsync() => null!;")]
    [InlineData("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(Missing x) => null!;")]
    [InlineData("[Cached(\"{x.Y}\", Ttl = \"1m\")] private Task<int> GetCoreAsync(List<Missing> x) => null!;")]
    [InlineData("[Cached(Ttl = \"1m\")] public C() { }")]
    [InlineData("[return: Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync() => null!;")]
    [InlineData("[RateLimited(\"x\")] private Task GetCoreAsync() => null!;")]
    [InlineData("[Cached(Ttl = \"1m\"), Cached(Ttl = \"2m\")] private Task<int> GetCoreAsync() => null!;")]
    [InlineData("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int a, int a) => null!;")]
    [InlineData("[Idempotent(\"a\", Ttl = \"1m\", Ledger = )] private Task GetCoreAsync() => null!;")]
    [InlineData("[Idempotent(\"a\", Ttl = \"1m\", Ledger = 1)] private Task GetCoreAsync(Derp.Kv.Ledger.LedgerTransaction tx) => null!;")]
    [InlineData("[Idempotent(\"a\", Ttl = \"1m\", Ledger = true)] private Task GetCoreAsync(Derp.Kv.Ledger.LedgerTransaction) => null!;")]
    [InlineData("[Idempotent(\"a\", Ttl = \"1m\", Ledger = true)] private Task GetCoreAsync(Derp.Kv.Ledger.LedgerTransaction tx")]
    [InlineData("[Idempotent(\"a\", Ttl = \"1m\", Ledger = true, Client = )] private Task GetCoreAsync(Derp.Kv.Ledger.Missing tx) => null!;")]
    [InlineData("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int a) => null!; [Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int a) => null!;")]
    public async Task Wrong_code_is_survived(string member) =>
        await AssertSurvivesAsync($"public partial class C(KvClient kv) {{ {member} }}");

    private static async Task AssertSurvivesAsync(string text)
    {
        Compilation compilation = TestCompilation.Create([text]);
        var driver = GeneratorRun.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, TestContext.Current.CancellationToken);
        Assert.Null(driver.GetRunResult().Results.Single().Exception);
        var findings = await output.WithAnalyzers(GeneratorRun.Analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(findings, f => f.Id == Descriptors.Internal.Id || f.Id.StartsWith("AD", StringComparison.Ordinal));
    }
}
