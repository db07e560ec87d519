using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>Generated batches as they run, on memory.</summary>
public class BatchRunningTests
{
    // B1, B2, B7, B8
    [Fact]
    public async Task Batch_and_single_calls_have_one_set_of_entries() =>
        Assert.Equal("one 1; many 1,2,3 of 2,3; list 1,2,3,-; again 0; left 2; key True", await CompiledCode.RunAsync<string>("""
            using System.Linq;
            public sealed partial class Catalog(KvClient kv)
            {
                public List<int> Asked { get; } = [];
                [Cached("p:{tenant}:{id}", Ttl = "5m")] private Task<int?> OneCoreAsync(int id, string tenant) { Asked.Add(id); return Task.FromResult<int?>(id); }
                [Cached("p:{tenant}:{id}", Ttl = "5m", SharesWith = nameof(OneAsync))]
                private Task<Dictionary<int, int>> ManyCoreAsync(string tenant, [Each] List<int> id, CancellationToken ct) { Asked.AddRange(id); return Task.FromResult(id.Where(i => i < 9).ToDictionary(i => i)); }
                [Cached("p:{tenant}:{id}", Ttl = "5m", SharesWith = nameof(OneAsync))]
                private Task<IReadOnlyList<int?>> ListCoreAsync(string tenant, [Each] params int[] id) { Asked.AddRange(id); return Task.FromResult<IReadOnlyList<int?>>([.. id.Select(i => i < 9 ? (int?)i : null)]); }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new Catalog(kv);
                    var text = $"one {await c.OneAsync(1, "a")}";
                    c.Asked.Clear();
                    var many = await c.ManyAsync("a", [1, 2, 3], default);
                    text += $"; many {string.Join(",", many.Values.Order())} of {string.Join(",", c.Asked.Order())}";
                    text += $"; list {string.Join(",", (await c.ListAsync("a", 1, 2, 3, 9)).Select(v => v?.ToString() ?? "-"))}";
                    c.Asked.Clear();
                    await c.ManyAsync("a", [9, 3, 1], default);
                    text += $"; again {c.Asked.Count}";
                    text += $"; left {await c.InvalidateManyManyAsync("a", [2, 3, 7], default)}";
                    return text + $"; key {Catalog.KeyOfMany(kv, "a", 1).Span.SequenceEqual(Catalog.KeyOfOne(kv, 1, "a").Span)}";
                }
            }
            """));

    // B1: a run has at most MaxBatch items; with a near cache, and a limit before it.
    [Fact]
    public async Task Runs_have_no_more_items_than_they_may() =>
        Assert.Equal("3 runs of 2,2,1; a1 b2 c3 d4 e5; 3 runs", await CompiledCode.RunAsync<string>("""
            using System.Linq;
            public sealed record Product(string Sku, int Number);
            public sealed partial class Catalog(KvClient kv, string region)
            {
                public List<int> Runs { get; } = [];
                [RateLimited("l:{region}", Limit = 2, Window = "1m")]
                [Cached("q:{region}:{sku}", Ttl = "5m", Near = "1m", MaxBatch = 2)]
                private async ValueTask<IReadOnlyDictionary<string, Product>> GetCoreAsync([Each] IEnumerable<string> sku)
                {
                    await Task.Yield();
                    lock (Runs) Runs.Add(sku.Count());
                    return sku.ToDictionary(s => s, s => new Product(s, s[0] - 'a' + 1));
                }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new Catalog(kv, "eu");
                    var found = await c.GetAsync(["a", "b", "c", "d", "e", "a"]);
                    var text = $"{c.Runs.Count} runs of {string.Join(",", c.Runs.OrderDescending())}; {string.Join(" ", found.OrderBy(f => f.Key).Select(f => f.Value.Sku + f.Value.Number))}";
                    await c.GetAsync(["e", "a"]);
                    return text + $"; {c.Runs.Count} runs";
                }
            }
            """));
}
