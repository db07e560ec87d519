using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using MessagePack;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>A hundred products: all cached, ten missing, and all missing. An operation is the whole hundred.</summary>
internal static class BatchBenchmark
{
    private const int Size = 100;

    // A call takes a fraction of a millisecond. So many of them outlast a collection or a switch to another process; a loop takes forty times as long.
    private const int Repeats = 25;
    private const int LoopRepeats = 2;

    private static readonly string[] s_skus = Products.Skus[..Size];

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        await using var hybrid = new HybridCatalog(server.Endpoint, useMemory: false);
        using var fusion = new FusionCatalog(server.Endpoint, useMemory: false);
        var catalog = new BatchCatalog(kv);
        var byHand = connection.GetDatabase();

        await HitsAsync(settings, report, server, catalog, byHand, fusion, hybrid);
        foreach (var missing in (int[])[10, Size])
            await MissesAsync(settings, report, catalog, kv, byHand, missing);
    }

    private static async Task HitsAsync(
        Settings settings, Report report, ValkeyServer server, BatchCatalog catalog, IDatabase byHand, FusionCatalog fusion, HybridCatalog hybrid)
    {
        (string Name, int Repeats, Func<Task> Get)[] peers =
        [
            ("StringGetAsync(keys) + MessagePack by hand", Repeats, () => ByHandAsync(byHand)),
            ("Derp.Kv, batch", Repeats, () => catalog.GetProductsAsync(Products.Tenant, s_skus, default)),
            ("Derp.Kv, 100 single calls at once", Repeats, () => Task.WhenAll(s_skus.Select(sku => catalog.GetProductAsync(Products.Tenant, sku, default)))),
            ("FusionCache in a loop", LoopRepeats, () => LoopAsync(sku => fusion.GetProductAsync(Products.Tenant, sku, default))),
            ("HybridCache in a loop", LoopRepeats, () => LoopAsync(sku => hybrid.GetProductAsync(Products.Tenant, sku, default))),
        ];
        foreach (var (_, _, get) in peers)
            await get();
        var filled = catalog.Computed;

        var figures = await Rounds.MeasureAsync(settings, warmUps: 30, rounds: 61, [.. peers.Select(peer => Case.Calls(peer.Name, callers: 1, peer.Repeats, (_, _) => peer.Get()))], server);
        report.Add("100 hits", figures);
        report.Gate("batch, time against by hand", figures[1].Ratio.Median, 1.2);
        report.Gate("batch, commands", figures[1].Commands == "mget 1", figures[1].Commands!);
        if (filled != catalog.Computed)
            throw new InvalidOperationException("A hit ran the body.");
    }

    private static async Task MissesAsync(Settings settings, Report report, BatchCatalog catalog, KvClient kv, IDatabase byHand, int missing)
    {
        var ours = s_skus[..missing].Select(sku => BatchCatalog.KeyOfGetProduct(kv, Products.Tenant, sku)).ToArray();
        RedisKey[] theirs = [.. s_skus[..missing].Select(KeyByHand)];
        Case[] cases =
        [
            new("by hand: read, and set what is missing, together", () => byHand.KeyDelete(theirs), () => ByHandAsync(byHand)),
            new("Derp.Kv, batch", Remove, () => catalog.GetProductsAsync(Products.Tenant, s_skus, default)),
            new("Derp.Kv, 100 single calls at once", Remove, () => Task.WhenAll(s_skus.Select(sku => catalog.GetProductAsync(Products.Tenant, sku, default)))),
        ];
        var figures = await Rounds.MeasureAsync(settings, warmUps: 30, rounds: 61, cases);
        report.Add(string.Create(CultureInfo.InvariantCulture, $"100 products, {missing} missing"), figures);

        void Remove() => kv.DeleteManyAsync(ours).AsTask().GetAwaiter().GetResult();
    }

    private static async Task<Product[]> ByHandAsync(IDatabase database)
    {
        var values = await database.StringGetAsync([.. s_skus.Select(KeyByHand)]);
        var products = new Product[Size];
        var writes = new List<Task>();
        for (var i = 0; i < Size; i++)
        {
            if ((byte[]?)values[i] is { } bytes)
            {
                products[i] = MessagePackSerializer.Deserialize<Product>(bytes);
                continue;
            }

            products[i] = Products.Of(Products.Tenant, s_skus[i]);
            writes.Add(database.StringSetAsync(KeyByHand(s_skus[i]), MessagePackSerializer.Serialize(products[i]), TimeSpan.FromHours(1)));
        }

        await Task.WhenAll(writes);
        return products;
    }

    private static async Task LoopAsync(Func<string, Task<Product>> get)
    {
        foreach (var sku in s_skus)
            await get(sku);
    }

    private static RedisKey KeyByHand(string sku) => string.Create(CultureInfo.InvariantCulture, $"hand:{Products.Tenant}:{sku}");
}
