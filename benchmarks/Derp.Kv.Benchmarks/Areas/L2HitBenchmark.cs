using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>A hit on the server, one caller and 64: everything between the caller's arguments and his product.</summary>
internal static class L2HitBenchmark
{
    private const int MostBytes = 1400;

    private delegate Task<Product> Get(int tenantId, string sku, CancellationToken cancellationToken);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        await using var application = await ConnectionMultiplexer.ConnectAsync(server.Endpoint + ",asyncTimeout=2000,syncTimeout=2000");
        await using var given = new StackExchangeRedisKvClient(application);
        await using var hybrid = new HybridCatalog(server.Endpoint, useMemory: false);
        await using var ours = new HybridCatalog(kv);
        using var fusion = new FusionCatalog(server.Endpoint, useMemory: false);
        using var redis = new RedisCache(new RedisCacheOptions { Configuration = server.Endpoint });
        using var mayCancel = new CancellationTokenSource();
        var catalog = new Catalog(kv);

        (string Name, Get Get, CancellationToken Token)[] peers =
        [
            ("StackExchange.Redis + MessagePack by hand", new HandWrittenCatalog(connection.GetDatabase()).GetProductAsync, default),
            ("Derp.Kv, generated wrapper", catalog.GetProductAsync, default),
            ("Derp.Kv, on a multiplexer of the application's", new Catalog(given).GetProductAsync, default),
            ("Derp.Kv, with a token that can fire", catalog.GetProductAsync, mayCancel.Token),
            ("IDistributedCache + System.Text.Json", new DistributedCatalog(redis).GetProductAsync, default),
            ("HybridCache on Redis, no memory", hybrid.GetProductAsync, default),
            ("HybridCache on Derp.Kv, no memory", ours.GetProductAsync, default),
            ("FusionCache on Redis, no memory", fusion.GetProductAsync, default),
        ];
        foreach (var (name, get, token) in peers)
            await FillAsync(name, get, token);
        var filled = (catalog.Runs, hybrid.Runs, ours.Runs, fusion.Runs);

        await MeasureAsync("L2 hit, one caller", callers: 1, calls: 200, rounds: 121, mostTime: 1.05);
        await MeasureAsync("L2 hit, 64 callers", callers: 64, calls: 40, rounds: 121, mostTime: 0.45);
        await MeasureAsync("L2 hit, 256 callers", callers: 256, calls: 10, rounds: 121, mostTime: 0.5);
        if (filled != (catalog.Runs, hybrid.Runs, ours.Runs, fusion.Runs))
            throw new InvalidOperationException("A hit ran the body.");

        async Task MeasureAsync(string title, int callers, int calls, int rounds, double mostTime)
        {
            var figures = await Rounds.MeasureAsync(
                settings,
                warmUps: 30,
                rounds,
                [.. peers.Select(peer => Case.Calls(peer.Name, callers, calls, (caller, call) => peer.Get(Products.Tenant, SkuOf(callers, caller, call), peer.Token)))],
                server);
            report.Add(title, figures, isInChart: true);
            foreach (var own in figures.Skip(1).Take(2))
                report.Gate($"{own.Name}: time against StackExchange.Redis + MessagePack by hand", own.Ratio.Median, mostTime);
            if (callers > 1)
                return;

            // Many callers share commands, whose values come as arrays.
            report.Gate("bytes an operation", figures[1].Bytes, MostBytes, " B");
            report.Gate("bytes an operation on the application's multiplexer, besides", Math.Abs(figures[2].Bytes - figures[1].Bytes), 16, " B");
            report.Gate("commands an operation", figures[1].Commands == "get 1", figures[1].Commands!);
        }
    }

    // Callers never meet at one key.
    private static string SkuOf(int callers, int caller, int call)
    {
        var each = Products.Count / Math.Max(callers, 64);
        return Products.Skus[(caller * each) + (call % each)];
    }

    private static async Task FillAsync(string name, Get get, CancellationToken token)
    {
        var filled = await Task.WhenAll(Products.Skus.Select(sku => get(Products.Tenant, sku, token)));
        if (!filled.Select(static product => product.Sku).SequenceEqual(Products.Skus))
            throw new InvalidOperationException($"{name} returns another product.");
    }
}
