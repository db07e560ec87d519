using System.Collections.Concurrent;
using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>A hit in the process's own memory: near entries and the memory layers of peers against a dictionary of completed tasks.</summary>
internal static class NearBenchmark
{
    private const int Operations = 16 * Products.Count;

    // Where each caller's turn through the products goes; no key comes sooner again than after all others.
    private static readonly string[][] s_orders = [Shuffled(1), Shuffled(2)];

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        using var peers = new LocalPeers();
        var shared = new ConcurrentDictionary<(int, string), Task<Product>>();
        var copied = new ConcurrentDictionary<(int, string), Product>();
        foreach (var sku in Products.Skus)
        {
            copied[(Products.Tenant, sku)] = Products.Of(Products.Tenant, sku);
            shared[(Products.Tenant, sku)] = Task.FromResult(copied[(Products.Tenant, sku)]);
        }

        // Each case has a table of its own, so that each has 1,024 keys.
        var clients = new List<KvClient>();
        try
        {
            NearCatalog[] catalogs =
            [
                await FilledAsync(clients, Valkey, static (catalog, sku) => catalog.GetFrozenAsync(Products.Tenant, sku, default)),
                await FilledAsync(clients, Valkey, static (catalog, sku) => catalog.GetPlainAsync(Products.Tenant, sku, default)),
                await FilledAsync(clients, Valkey, static (catalog, sku) => catalog.GetDecodedAsync(Products.Tenant, sku, default)),
                await FilledAsync(clients, static () => new MemoryKvClient(), static (catalog, sku) => catalog.GetFrozenAsync(Products.Tenant, sku, default)),
                await FilledAsync(clients, static () => new MemoryKvClient(), static (catalog, sku) => catalog.GetPlainAsync(Products.Tenant, sku, default)),
            ];
            await MeasureAsync(settings, report, clients, catalogs, shared, copied, peers);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }

        KvClient Valkey() => new StackExchangeRedisKvClient(server.Endpoint);
    }

    private static async Task MeasureAsync(
        Settings settings,
        Report report,
        List<KvClient> clients,
        NearCatalog[] catalogs,
        ConcurrentDictionary<(int, string), Task<Product>> shared,
        ConcurrentDictionary<(int, string), Product> copied,
        LocalPeers peers)
    {
        foreach (var threads in (int[])[1, 2])
        {
            Case[] cases =
            [
                Each("floor: dictionary, one shared task", threads, (tenant, sku) => shared[(tenant, sku)]),
                Each("Derp.Kv with Near, frozen type", threads, (tenant, sku) => catalogs[0].GetFrozenAsync(tenant, sku, default)),
                Each("Derp.Kv with Near, plain mutable type", threads, (tenant, sku) => catalogs[1].GetPlainAsync(tenant, sku, default)),
                Each("Derp.Kv with Near, decoded", threads, (tenant, sku) => catalogs[2].GetDecodedAsync(tenant, sku, default)),
                Each("MemoryKvClient with Near, frozen type", threads, (tenant, sku) => catalogs[3].GetFrozenAsync(tenant, sku, default)),
                Each("MemoryKvClient with Near, plain mutable type", threads, (tenant, sku) => catalogs[4].GetPlainAsync(tenant, sku, default)),
                Each("dictionary, a copy and a task each", threads, (tenant, sku) => Task.FromResult(Copy(copied[(tenant, sku)]))),
                Each("IMemoryCache, shared", threads, peers.MemoryAsync),
                Each("FusionCache, shared", threads, peers.FusionAsync),
                Each("HybridCache, [ImmutableObject(true)]", threads, peers.HybridFrozenAsync),
                Each("HybridCache, mutable type, MessagePack", threads, peers.HybridAsync),
            ];
            var filled = catalogs.Sum(static catalog => catalog.Runs);
            var figures = await Rounds.MeasureAsync(settings, warmUps: 30, rounds: 61, cases);
            report.Add(
                string.Create(CultureInfo.InvariantCulture, $"Near hit, {(threads == 1 ? "one thread" : $"{threads} threads")}"),
                figures,
                $"{Products.Count:N0} keys in random order, the key included; time is that of all threads together.");
            Gates(report, figures);
            if (filled != catalogs.Sum(static catalog => catalog.Runs) || clients.Any(static client => client.GetStatus().NearEntries < Products.Count))
                throw new InvalidOperationException("A hit ran the body, or an entry was not kept.");
        }
    }

    private static void Gates(Report report, IReadOnlyList<Figures> figures)
    {
        foreach (var shared in (int[])[1, 4])
        {
            report.Gate($"{figures[shared].Name}, time against the floor", figures[shared].Ratio.Median, 1.5);
            report.Gate($"{figures[shared].Name}, bytes", figures[shared].Bytes, 0.5, " B");
        }

        foreach (var plain in (int[])[2, 5])
        {
            report.Gate($"{figures[plain].Name}, time against the floor", figures[plain].Ratio.Median, 4);
            report.Gate($"{figures[plain].Name}, bytes, against a copy and a task by hand", figures[plain].Bytes, figures[6].Bytes, " B");
        }

        report.Gate("decoded, time against HybridCache on a mutable type", figures[3].Ratio.Median / figures[10].Ratio.Median, 0.6);
    }

    // A subscription voids what was read before it.
    private static async Task<NearCatalog> FilledAsync(List<KvClient> clients, Func<KvClient> create, Func<NearCatalog, string, Task> get)
    {
        var client = create();
        var catalog = new NearCatalog(client);
        clients.Add(client);
        await get(catalog, Products.Skus[0]);
        while (!client.GetStatus().NearNotices)
            await Task.Delay(1);
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var sku in Products.Skus)
                await get(catalog, sku);
        }

        return catalog;
    }

    private static string[] Shuffled(int seed)
    {
        var skus = Products.Skus.ToArray();
        new Random(seed).Shuffle(skus);
        return skus;
    }

    private static Product Copy(Product product) => product with { Maker = product.Maker with { }, Tags = [.. product.Tags] };

    private static Case Each<T>(string name, int threads, Func<int, string, Task<T>> call)
    {
        foreach (var sku in Products.Skus)
            call(Products.Tenant, sku).GetAwaiter().GetResult();
        return new Case(
            name,
            static () => { },
            async () =>
            {
                var others = Enumerable.Range(1, threads - 1).Select(thread => Task.Run(() => Turns(name, s_orders[thread], call))).ToArray();
                Turns(name, s_orders[0], call);
                await Task.WhenAll(others);
            },
            threads * Operations);
    }

    private static void Turns<T>(string name, string[] order, Func<int, string, Task<T>> call)
    {
        for (var turn = 0; turn < Operations / Products.Count; turn++)
        {
            foreach (var sku in order)
            {
                if (!call(Products.Tenant, sku).IsCompletedSuccessfully)
                    throw new InvalidOperationException($"{name}: a hit in memory did not end at once.");
            }
        }
    }
}
