using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>What tags cost a hit, and what it costs to invalidate one that few or many values have.</summary>
internal static class TagsBenchmark
{
    private const int Many = 100_000;
    private const int ManysTenant = Products.Tenant + 1;

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        var catalog = new TaggedCatalog(kv);
        (string Name, Func<int, string, CancellationToken, Task<Product>> Get)[] peers =
        [
            ("no tag", catalog.GetUntaggedAsync),
            ("one tag", catalog.GetTaggedAsync),
            ("four tags", catalog.GetTaggedByFourAsync),
        ];
        foreach (var (_, get) in peers)
            await Task.WhenAll(Products.Skus.Select(sku => get(Products.Tenant, sku, default)));
        var filled = catalog.Runs;

        await MeasureAsync(callers: 1, calls: 200);
        await MeasureAsync(callers: 64, calls: 40);
        if (filled != catalog.Runs)
            throw new InvalidOperationException("A hit ran the body.");

        await InvalidateAsync(settings, report, catalog, server);

        async Task MeasureAsync(int callers, int calls)
        {
            var figures = await Rounds.MeasureAsync(
                settings,
                warmUps: 30,
                rounds: 121,
                [.. peers.Select(peer => Case.Calls(peer.Name, callers, calls, (caller, call) => peer.Get(Products.Tenant, Products.SkuOf(caller, call), default)))],
                server);
            report.Add(string.Create(CultureInfo.InvariantCulture, $"Hit with tags, {(callers == 1 ? "one caller" : $"{callers} callers")}"), figures);
            if (callers > 1)
                return;
            report.Gate("one tag, time against none", figures[1].Ratio.Median, 1.15);
            report.Gate("one tag, commands an operation", figures[1].Commands == "mget 1", figures[1].Commands!);
        }
    }

    private static async Task InvalidateAsync(Settings settings, Report report, TaggedCatalog catalog, ValkeyServer server)
    {
        foreach (var part in Enumerable.Range(0, Many).Chunk(1000))
            await Task.WhenAll(part.Select(i => catalog.GetTaggedAsync(ManysTenant, i.ToString(CultureInfo.InvariantCulture), default)));

        // Between two invalidations a miss makes the stamp again, outside of what is measured.
        var figures = await Rounds.MeasureAsync(
            settings,
            warmUps: 30,
            rounds: 121,
            [
                new("a tag of one value", () => Fill(Products.Tenant + 2), () => catalog.InvalidateTenantAsync(Products.Tenant + 2).AsTask()),
                new("a tag of 100,000 values", () => Fill(ManysTenant), () => catalog.InvalidateTenantAsync(ManysTenant).AsTask()),
            ],
            server);
        report.Add("Invalidation of a tag", figures);
        report.Gate("100,000 values, time against one", figures[1].Ratio.Median, 1.1);

        void Fill(int tenant) => catalog.GetTaggedAsync(tenant, "0", default).GetAwaiter().GetResult();
    }
}
