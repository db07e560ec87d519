using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using MessagePack;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>Where the time and the bytes of an L2 hit go: layer by layer, and type by type.</summary>
internal static class ProfileBenchmark
{
    private const int Callers = 64;

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        await kv.ConnectAsync();
        var (database, catalog, hand, limited) = (connection.GetDatabase(), new Catalog(kv), new HandWrittenCatalog(connection.GetDatabase()), new Limited(kv));
        var bytes = MessagePackSerializer.Serialize(Products.Of(Products.Tenant, Products.Skus[0]));
        var keys = Products.Skus.ToDictionary(static sku => sku, static sku => System.Text.Encoding.UTF8.GetBytes("raw:" + sku), StringComparer.Ordinal);
        foreach (var sku in Products.Skus)
        {
            await database.StringSetAsync(keys[sku], bytes);
            await catalog.GetProductAsync(Products.Tenant, sku, default);
            await hand.GetProductAsync(Products.Tenant, sku, default);
        }

        using var mayCancel = new CancellationTokenSource();
        (string Name, Func<string, Task> Call)[] layers =
        [
            ("StackExchange.Redis: StringGetAsync, key and value as bytes", sku => database.StringGetAsync(keys[sku])),
            ("… and to an array, decoded by MessagePack, by hand", sku => hand.GetProductAsync(Products.Tenant, sku, default)),
            ("Derp.Kv: KvClient.GetAsync", async sku => await kv.GetAsync(keys[sku])),
            ("Derp.Kv: KvClient.GuardedGetAsync (and an entry among the reads)", async sku => await kv.GuardedGetAsync(keys[sku], static _ => throw new InvalidOperationException("A hit ran the body."), TimeSpan.FromHours(1))),
            ("Derp.Kv: the wrapper (and key, envelope, serializer)", sku => catalog.GetProductAsync(Products.Tenant, sku, default)),
            ("Derp.Kv: the wrapper, with a token that can fire", sku => catalog.GetProductAsync(Products.Tenant, sku, mayCancel.Token)),
        ];
        foreach (var (title, callers, calls) in new[] { ("Layers of an L2 hit, one caller", 1, 200), ("Layers of an L2 hit, 64 callers", Callers, 40) })
        {
            report.Add(title, await Rounds.MeasureAsync(
                settings,
                warmUps: 20,
                rounds: 81,
                [.. layers.Select(layer => Case.Calls(layer.Name, callers, calls, (caller, call) => layer.Call(Products.SkuOf(caller, call))))]));
        }

        using var sampler = new AllocationSampler();
        var passes = settings.IsQuick ? 2 : 100;
        await TypesAsync(report, sampler, passes, "by hand", sku => hand.GetProductAsync(Products.Tenant, sku, default));
        await TypesAsync(report, sampler, passes, "generated wrapper", sku => catalog.GetProductAsync(Products.Tenant, sku, default));
        await TypesAsync(report, sampler, passes, "generated wrapper, with a token that can fire", sku => catalog.GetProductAsync(Products.Tenant, sku, mayCancel.Token));
        await TypesAsync(report, sampler, passes, "rate limit, fixed window", limited.FixedAsync);
    }

    private static async Task TypesAsync(Report report, AllocationSampler sampler, int passes, string name, Func<string, Task> call)
    {
        const int calls = 200;
        var run = Case.Calls(name, Callers, calls, (caller, i) => call(Products.SkuOf(caller, i)));
        await run.RunAsync();
        sampler.Start();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < passes; i++)
            await run.RunAsync();
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(passes * run.Operations);
        sampler.Stop();

        var samples = sampler.Samples.OrderByDescending(static pair => pair.Value).ToList();
        var total = Math.Max(1, samples.Sum(static pair => pair.Value));
        report.Title($"Allocated: {name}", string.Create(CultureInfo.InvariantCulture, $"{each:N0} B an operation with sampling on, {total:N0} samples."));
        report.Line("| type | B/op |");
        report.Line("|---|--:|");
        foreach (var (type, count) in samples.TakeWhile(pair => pair.Value >= 0.005 * total))
            report.Line(string.Create(CultureInfo.InvariantCulture, $"| `{type}` | {each * count / total:N0} |"));
    }
}
