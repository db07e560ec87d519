using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>A hit on the server, one caller and 64: everything between the caller's arguments and his product.</summary>
internal static class L2HitBenchmark
{
    private const int MostBytes = 1400;
    private const double MostTime = 1.05;

    private delegate Task<Product> Get(int tenantId, string sku, CancellationToken cancellationToken);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        await using var hybrid = new HybridCatalog(server.Endpoint, useMemory: false);
        using var fusion = new FusionCatalog(server.Endpoint, useMemory: false);
        using var redis = new RedisCache(new RedisCacheOptions { Configuration = server.Endpoint });
        using var mayCancel = new CancellationTokenSource();
        var catalog = new Catalog(kv);

        (string Name, Get Get, CancellationToken Token)[] peers =
        [
            ("StackExchange.Redis + MessagePack by hand", new HandWrittenCatalog(connection.GetDatabase()).GetProductAsync, default),
            ("Derp.Kv, generated wrapper", catalog.GetProductAsync, default),
            ("Derp.Kv, with a token that can fire", catalog.GetProductAsync, mayCancel.Token),
            ("IDistributedCache + System.Text.Json", new DistributedCatalog(redis).GetProductAsync, default),
            ("HybridCache on Redis, no memory", hybrid.GetProductAsync, default),
            ("FusionCache on Redis, no memory", fusion.GetProductAsync, default),
        ];
        foreach (var (name, get, token) in peers)
            await FillAsync(name, get, token);
        var filled = (catalog.Runs, hybrid.Runs, fusion.Runs);

        await MeasureAsync("L2 hit, one caller", callers: 1, calls: 200, rounds: 121);
        await MeasureAsync("L2 hit, 64 callers", callers: 64, calls: 40, rounds: 121);
        if (filled != (catalog.Runs, hybrid.Runs, fusion.Runs))
            throw new InvalidOperationException("A hit ran the body.");

        async Task MeasureAsync(string title, int callers, int calls, int rounds)
        {
            var figures = await Rounds.MeasureAsync(
                settings,
                warmUps: 30,
                rounds,
                [.. peers.Select(peer => Case.Calls(peer.Name, callers, calls, (caller, call) => peer.Get(Products.Tenant, Products.SkuOf(caller, call), peer.Token)))],
                server);
            report.Add(title, figures, isInChart: true);
            report.Gate("time against StackExchange.Redis + MessagePack by hand", figures[1].Ratio.Median, MostTime);
            report.Gate("bytes an operation", figures[1].Bytes, MostBytes, " B");
            report.Gate("commands an operation", figures[1].Commands == "get 1", figures[1].Commands!);
        }
    }

    private static async Task FillAsync(string name, Get get, CancellationToken token)
    {
        var filled = await Task.WhenAll(Products.Skus.Select(sku => get(Products.Tenant, sku, token)));
        if (!filled.Select(static product => product.Sku).SequenceEqual(Products.Skus))
            throw new InvalidOperationException($"{name} returns another product.");
    }
}
