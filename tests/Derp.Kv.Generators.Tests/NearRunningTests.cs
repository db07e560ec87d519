using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>Generated code with a near cache as it runs, on memory.</summary>
public class NearRunningTests
{
    // N7, C9: a frozen result is one object, plain data a copy, anything else decoded; what one caller does no other sees.
    [Fact]
    public async Task N7_Callers_share_what_cannot_change_and_nothing_else() =>
        Assert.Equal("frozen True; copied False 1 2; decoded False 1 3; by text False 1 1; runs 4", await CompiledCode.RunAsync<string>("""
            public sealed record Frozen(int Id, string Name);
            public class Plain { public List<int> Items { get; set; } = new(); public Frozen? Frozen { get; set; } }
            public class Node { public Node? Next { get; set; } public List<int> Items { get; set; } = new(); }
            public sealed partial class Catalog(KvClient kv)
            {
                public int Runs;
                [Cached("f:{id}", Ttl = "5m", Near = "1m")] private Task<Frozen> FrozenCoreAsync(int id) { Runs++; return Task.FromResult(new Frozen(id, "a")); }
                [Cached("p:{id}:{at}", Ttl = "5m", Near = "1m")] private Task<Plain?> PlainCoreAsync(int id, DateTimeOffset? at) { Runs++; return Task.FromResult<Plain?>(new() { Items = [1], Frozen = new(id, "b") }); }
                [Cached("n:{id}", Ttl = "5m", Near = "1m")] private ValueTask<Node> NodeCoreAsync(string id) { Runs++; return new(new Node { Next = new(), Items = [1] }); }
                [Cached("l:{ids}", Ttl = "5m", Near = "1m")] private Task<List<int>> ListCoreAsync(int[] ids) { Runs++; return Task.FromResult<List<int>>([.. ids]); }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new Catalog(kv);
                    var (f, g) = (await c.FrozenAsync(1), await c.FrozenAsync(1));
                    var frozen = ReferenceEquals(await c.FrozenAsync(1), g);
                    await c.PlainAsync(1, null);
                    var (p, q) = (await c.PlainAsync(1, null), await c.PlainAsync(1, null));
                    p!.Items.Add(9);
                    await c.NodeAsync("x");
                    var (n, m) = (await c.NodeAsync("x"), await c.NodeAsync("x"));
                    n.Items.AddRange([8, 9]);
                    await c.ListAsync([1]);
                    var (l, k) = (await c.ListAsync([1]), await c.ListAsync([1]));
                    return $"frozen {frozen}; copied {ReferenceEquals(p, q)} {q!.Items.Count} {p.Items.Count}; decoded {ReferenceEquals(n, m)} {m.Items.Count} {n.Items.Count}; by text {ReferenceEquals(l, k)} {l.Count} {k.Count}; runs {c.Runs}";
                }
            }
            """));

    // N9: what a type's own equality takes for one, and a key does not, are two entries.
    [Fact]
    public async Task N9_Keys_that_differ_in_their_bytes_are_entries_of_their_own() =>
        Assert.Equal("2 2 2 1 1", await CompiledCode.RunAsync<string>("""
            public sealed partial class Catalog(KvClient kv)
            {
                private int _runs;
                public int Runs { get { var runs = _runs; _runs = 0; return runs; } }
                [Cached("at:{at}", Ttl = "5m", Near = "1m")] private Task<int> AtCoreAsync(DateTimeOffset at) => Task.FromResult(++_runs);
                [Cached("uri:{link}", Ttl = "5m", Near = "1m")] private Task<int> LinkCoreAsync(Uri link) => Task.FromResult(++_runs);
                [Cached("day:{day}", Ttl = "5m", Near = "1m")] private Task<int> DayCoreAsync(DateTime day) => Task.FromResult(++_runs);
                [Cached("n:{number}", Ttl = "5m", Near = "1m")] private Task<int> NumberCoreAsync(double number) => Task.FromResult(++_runs);
                [Cached("d:{number}", Ttl = "5m", Near = "1m")] private Task<int> DecimalCoreAsync(decimal number) => Task.FromResult(++_runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new Catalog(kv);
                    var text = "";
                    foreach (var offset in new[] { 0, 2, 0, 2 })
                        await c.AtAsync(new(2024, 1, 1, 10 + offset, 0, 0, TimeSpan.FromHours(offset)));
                    text += c.Runs;
                    foreach (var part in new[] { "1", "2", "1", "2" })
                        await c.LinkAsync(new("http://a/x#" + part));
                    text += " " + c.Runs;
                    foreach (var kind in new[] { DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Utc })
                        await c.DayAsync(new(2024, 1, 1, 0, 0, 0, kind));
                    text += " " + c.Runs;
                    foreach (var number in new[] { double.NaN, -double.NaN, double.NaN })
                        await c.NumberAsync(number);
                    text += " " + c.Runs;
                    foreach (var number in new[] { 1.0m, 1.00m, 1m })
                        await c.DecimalAsync(number);
                    return text + " " + c.Runs;
                }
            }
            """));
}
