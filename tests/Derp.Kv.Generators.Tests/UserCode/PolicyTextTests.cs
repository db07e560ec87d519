using System.Xml.Linq;
using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>What a wrapper's documentation says of its policy, as a reader of it sees it.</summary>
public class PolicyTextTests
{
    [Theory]
    [InlineData("[Cached(\"p:{id}\", Ttl = \"5m\")]", "Cached under p:{id} for 5 minutes.")]
    [InlineData("[Cached(\"p:{id}\", Ttl = \"1h30m1s\", CacheNulls = false)]", "Cached under p:{id} for 1 hour 30 minutes 1 second, unless it is null.")]
    [InlineData("[Cached(\"p:{id}\", Ttl = \"1h\", Jitter = \"10%\")]", "Cached under p:{id} for 1 hour, less up to 10%.")]
    [InlineData("[Cached(\"p:{id}\", Ttl = \"1h\", Jitter = \"0%\")]", "Cached under p:{id} for 1 hour.")]
    [InlineData("[Cached(\"p:{id}\", Ttl = \"1h\", RefreshAfter = \"10m\", StaleIfError = \"1d\")]", "Cached under p:{id} for 1 hour, refreshed after 10 minutes, for 1 day more if the body fails.")]
    [InlineData("[Cached(Ttl = \"1d\")]", "Cached by id for 1 day.")]
    [InlineData("[Cached(\"<p> & {{{id}}} ]]>\", Ttl = \"250ms\")]", "Cached under <p> & {{{id}}} ]]> for 250 milliseconds.")]
    [InlineData("[Cached(\"\\0\\u2028\\uFFFF\\u0085\\n:{id}\", Ttl = \"1ms\")]", "Cached under \\u0000\\u2028\\uFFFF\\u0085\\u000A:{id} for 1 millisecond.")]
    [InlineData("[Idempotent(\"payment:{id}\", Ttl = \"24h\")]", "Runs once per payment:{id}; replayed for 1 day.")]
    [InlineData("[RateLimited(\"login:{id}\", Limit = 3, Window = \"1m\")]", "At most 3 calls per minute under login:{id}.")]
    [InlineData("[RateLimited(\"login:{id}\", Limit = 1, Window = \"10s\", Algorithm = RateLimitAlgorithm.SlidingWindow)]", "At most 1 call per 10 seconds under login:{id} (sliding window).")]
    [InlineData("[RateLimited(\"login:{id}\", Limit = 1_000_000, Window = \"1d12h\", Algorithm = RateLimitAlgorithm.TokenBucket, Cost = 5)]", "At most 1,000,000 permits (5 per call) per 1 day 12 hours under login:{id} (token bucket).")]
    [InlineData("[RateLimited(\"login:{id}\", Limit = 10, Window = \"1h\", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 2)]", "At most 10 calls per hour under login:{id} (token bucket, bursts of 2).")]
    [InlineData("[RateLimited(\"find:{id}\", Limit = 100, Window = \"1h\", PermitBatch = 10)]", "At most 100 calls per hour under find:{id} (up to 10 permits at once).")]
    public void Remarks(string attribute, string expected)
    {
        var run = GeneratorRun.Of($$"""public partial class C(KvClient kv) { {{attribute}} private Task<string?> GetCoreAsync(int id, CancellationToken ct) => Task.FromResult<string?>(null); }""");
        var xml = run.Output.GetTypeByMetadataName("C")!.GetMembers("GetAsync").Single().GetDocumentationCommentXml(cancellationToken: TestContext.Current.CancellationToken)!;
        var remarks = XElement.Parse(xml).Element("remarks")!;
        foreach (var name in remarks.Descendants("paramref").ToList())
            name.Value = name.Attribute("name")!.Value;
        Assert.Equal(expected, remarks.Value);
    }

    [Fact]
    public void L1_Ledger_is_told() => Assert.Contains(
        "/// <remarks>Runs once per <c>a:{id}</c>, in a transaction of the ledger; replayed for 7 days.</remarks>\n",
        GeneratorRun.Of("""
            public partial class C(Derp.Kv.Ledger.KvLedger ledger) { [Idempotent("a:{id}", Ttl = "7d", Ledger = true)] private Task GoCoreAsync(int id, Derp.Kv.Ledger.LedgerTransaction tx) => tx.Transaction.CommitAsync(); }
            """).Text("C.g.cs"),
        StringComparison.Ordinal);

    [Fact]
    public void Arguments_are_named_where_there_is_no_template()
    {
        var run = GeneratorRun.Of("""public partial class C(KvClient kv) { [Cached(Ttl = "1m")] private Task<int> ACoreAsync() => Task.FromResult(1); [Cached(Ttl = "1m")] private Task<int> BCoreAsync(int @class, [NotKey] object x, int b, int c) => Task.FromResult(1); }""");
        Assert.Contains("/// <remarks>Cached for 1 minute.</remarks>\n", run.Text("C.g.cs"), StringComparison.Ordinal);
        Assert.Contains("/// <remarks>Cached by <paramref name=\"class\"/>, <paramref name=\"b\"/> and <paramref name=\"c\"/> for 1 minute.</remarks>\n", run.Text("C.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Documentation_of_a_declared_wrapper_is_left_alone()
    {
        var run = GeneratorRun.Of("""
            public partial class C(KvClient kv)
            {
                /// <summary>Mine.</summary>
                public partial Task<int> GetAsync(int id);
                [Cached("a:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);
        Assert.DoesNotContain("<remarks>", run.Text("C.g.cs"), StringComparison.Ordinal);
    }
}
