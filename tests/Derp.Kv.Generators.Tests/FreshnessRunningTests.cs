using Derp.Kv.Generators.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Generators.Tests;

/// <summary>Generated code of methods that decide for their results, are looked at, and are refreshed, as it runs, on memory.</summary>
public partial class FreshnessRunningTests
{
    private static readonly DateTimeOffset s_start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Task<string> RunAsync(string source)
    {
        var clock = new FakeTimeProvider(s_start);
        return CompiledCode.RunWithAsync<string>(
            """
            using System.Linq;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Time.Testing;

            """ + source.Replace("CLOCK", "((FakeTimeProvider)kv.Options.TimeProvider)", StringComparison.Ordinal),
            new MemoryKvClient(new() { TimeProvider = clock }),
            typeof(FakeTimeProvider),
            typeof(ServiceProvider),
            typeof(ServiceCollection));
    }

    [Fact]
    public async Task F7_A_result_decides_how_long_it_is_good_for() =>
        Assert.Equal("a1 a1 a2; b1 b2; c1 c1 c2; 5", await RunAsync("""
            public sealed partial class Rates(KvClient kv)
            {
                private readonly Dictionary<string, int> _runs = [];
                public int Runs => _runs.Values.Sum();
                [Cached("rate:{id}", Ttl = "10m")]
                private Task<Cacheable<string>> GetCoreAsync(string id)
                {
                    var value = id + (_runs[id] = _runs.GetValueOrDefault(id) + 1);
                    return Task.FromResult(id switch
                    {
                        "a" => Cacheable.From(value).For(TimeSpan.FromMinutes(1)),
                        "b" => Cacheable.From(value).Uncached(),
                        _ => value,
                    });
                }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var rates = new Rates(kv);
                    var text = $"{await rates.GetAsync("a")} {await rates.GetAsync("a")} ";
                    CLOCK.Advance(TimeSpan.FromSeconds(61));
                    text += $"{await rates.GetAsync("a")}; {await rates.GetAsync("b")} {await rates.GetAsync("b")}; {await rates.GetAsync("c")} ";
                    CLOCK.Advance(TimeSpan.FromMinutes(9));
                    text += $"{await rates.GetAsync("c")} ";
                    CLOCK.Advance(TimeSpan.FromMinutes(2));
                    return text + $"{await rates.GetAsync("c")}; {rates.Runs - 1}";
                }
            }
            """));

    [Fact]
    public async Task F7_A_body_that_finds_nothing_changed_keeps_the_value_of_before() =>
        Assert.Equal("v1; v1 after '' and 'e1'; v3; runs 3", await RunAsync("""
            public sealed partial class Catalog(KvClient kv)
            {
                public int Runs;
                public string ETags = "";
                [Cached("p:{id}", Ttl = "10m", RefreshAfter = "1m")]
                private ValueTask<Cacheable<string>> GetCoreAsync(int id, Previous<string> previous, CancellationToken ct = default)
                {
                    Runs++;
                    ETags += (ETags.Length == 0 ? "" : " and ") + $"'{previous.ETag}'";
                    if (Runs == 2 && previous is { HasValue: true, Value: "v1" })
                        return new(Cacheable<string>.Unchanged());
                    return new(Cacheable.From("v" + Runs).WithETag("e" + Runs));
                }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var catalog = new Catalog(kv);
                    var text = await catalog.GetAsync(1);
                    CLOCK.Advance(TimeSpan.FromSeconds(61));
                    text += $"; {await catalog.GetAsync(1)} after {catalog.ETags}";
                    CLOCK.Advance(TimeSpan.FromSeconds(61));
                    return text + $"; {await catalog.GetAsync(1)}; runs {catalog.Runs}";
                }
            }
            """));

    [Fact]
    public async Task F3_A_plain_body_that_fails_is_covered_by_the_value_of_before() =>
        Assert.Equal("fresh none; True stale fresh; 2 runs", await RunAsync("""
            public sealed partial class Catalog(KvClient kv)
            {
                public int Runs;
                public string Seen = "";
                public partial Task<CacheHit<string>> GetAsync(int id);
                [Cached("p:{id}", Ttl = "1m", StaleIfError = "1h")]
                private Task<string> GetCoreAsync(Previous<string> previous, int id)
                {
                    Seen = previous.HasValue ? previous.Value : "none";
                    return Runs++ == 0 ? Task.FromResult("fresh") : throw new InvalidOperationException();
                }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var catalog = new Catalog(kv);
                    var text = $"{(await catalog.GetAsync(1)).Value} {catalog.Seen}; ";
                    CLOCK.Advance(TimeSpan.FromMinutes(2));
                    var hit = await catalog.GetAsync(1);
                    return text + $"{hit.Found} {(hit.IsStale ? "stale" : "fresh")} {hit.Value}; {catalog.Runs} runs";
                }
            }
            """));

    [Fact]
    public async Task F8_A_look_never_runs_the_body() =>
        Assert.Equal("False 0; True a 2s far; after the tag False; near True; runs 2", await RunAsync("""
            public sealed partial class Catalog(KvClient kv)
            {
                public int Runs;
                [CacheTag("tenant:{tenant}")] public partial ValueTask InvalidateTenantAsync(int tenant);
                public partial ValueTask<CacheHit<string?>> TryGetAsync(int tenant, int id, CancellationToken ct = default);
                [Cached("p:{tenant}:{id}", Ttl = "10m", Tags = [nameof(InvalidateTenantAsync)])]
                private Task<string?> GetCoreAsync(int tenant, int id) { Runs++; return Task.FromResult<string?>("a"); }

                public partial Task<CacheHit<string>> TryFindAsync(int id, CancellationToken ct = default);
                [Cached("q:{id}", Ttl = "10m", Near = "1m")]
                private Task<string> FindCoreAsync(int id) { Runs++; return Task.FromResult("b"); }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var catalog = new Catalog(kv);
                    var text = $"{(await catalog.TryGetAsync(1, 2)).Found} {catalog.Runs}; ";
                    await catalog.GetAsync(1, 2);
                    CLOCK.Advance(TimeSpan.FromSeconds(2));
                    var hit = await catalog.TryGetAsync(1, 2);
                    text += $"{hit.Found} {hit.Value} {hit.Age.TotalSeconds}s {(hit.FromNear ? "near" : "far")}; ";
                    await catalog.InvalidateTenantAsync(1);
                    text += $"after the tag {(await catalog.TryGetAsync(1, 2)).Found}; ";
                    await catalog.FindAsync(1);

                    // The subscription to notices voids what was kept before it stood.
                    for (var looks = 0; looks < 10_000 && !(await catalog.TryFindAsync(1)).FromNear; looks++)
                    {
                        await Task.Yield();
                        await catalog.FindAsync(1);
                    }

                    return text + $"near {(await catalog.TryFindAsync(1)).FromNear}; runs {catalog.Runs}";
                }
            }
            """));

    [Fact]
    public async Task F8_A_wrapper_tells_where_its_value_came_from() =>
        Assert.Equal("False far 1; True near 1", await RunAsync("""
            public sealed partial class Catalog(KvClient kv)
            {
                private int _runs;
                public partial ValueTask<CacheHit<int>> GetAsync(int id, CancellationToken ct = default);
                [RateLimited("p:{id}", Limit = 5, Window = "1m")]
                [Cached("p:{id}", Ttl = "10m", Near = "1m")]
                private Task<int> GetCoreAsync(int id, CancellationToken ct) => Task.FromResult(++_runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var catalog = new Catalog(kv);
                    static string Text(CacheHit<int> hit) => $"{hit.Found} {(hit.FromNear ? "near" : "far")} {hit.Value}";
                    return $"{Text(await catalog.GetAsync(1))}; {Text(await catalog.GetAsync(1))}";
                }
            }
            """));

    [Fact]
    public async Task F7_A_body_decides_for_each_value_of_a_batch() =>
        Assert.Equal("1=1 2=1; 1=1 2=2; [1, 1] [1, 2]", await RunAsync("""
            public sealed partial class Stock(KvClient kv)
            {
                private readonly Dictionary<int, int> _runs = [];
                private Cacheable<int> Count(int id)
                {
                    var count = _runs[id] = _runs.GetValueOrDefault(id) + 1;
                    return id % 10 == 1 ? count : Cacheable.From(count).Uncached();
                }

                [Cached("a:{id}", Ttl = "10m")]
                private Task<Dictionary<int, Cacheable<int>>> CountCoreAsync([Each] int[] id) => Task.FromResult(id.ToDictionary(i => i, Count));

                [Cached("b:{id}", Ttl = "10m")]
                private ValueTask<Cacheable<int>[]> ListCoreAsync([Each] List<int> id) => new(id.Select(Count).ToArray());
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var stock = new Stock(kv);
                    async Task<string> CountAsync() => string.Join(" ", (await stock.CountAsync([1, 2])).OrderBy(p => p.Key).Select(p => $"{p.Key}={p.Value}"));
                    async Task<string> ListAsync() => $"[{string.Join(", ", await stock.ListAsync([11, 12]))}]";
                    return $"{await CountAsync()}; {await CountAsync()}; {await ListAsync()} {await ListAsync()}";
                }
            }
            """));
}
