using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>Hits of few callers at once and of many, none of whom meets another at a key.</summary>
internal static class CallersGrowth
{
    public static async Task RunAsync(Settings settings, Report report)
    {
        int[] counts = settings.IsQuick ? [1, 16, 256] : [1, 4, 16, 64, 256];
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        var (hand, catalog) = (new HandWrittenCatalog(connection.GetDatabase()), new Catalog(kv));
        await Task.WhenAll(Products.Skus.Select(sku => hand.GetProductAsync(Products.Tenant, sku, default)));
        await Task.WhenAll(Products.Skus.Select(sku => catalog.GetProductAsync(Products.Tenant, sku, default)));

        var filled = catalog.Runs;
        var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 81, [.. counts.SelectMany(Pair)], group: 2);
        if (catalog.Runs != filled)
            throw new InvalidOperationException("A hit ran the body.");
        Beside.Add(
            report,
            "Growth with callers",
            "A hit on the product; time an operation of all callers together.",
            "callers",
            [.. counts.Select(static callers => callers.ToString(CultureInfo.InvariantCulture))],
            figures,
            ("Derp.Kv, operations a second", static (_, ours) => (1e9 / ours.Nanoseconds).ToString("N0", CultureInfo.InvariantCulture)));

        IEnumerable<Case> Pair(int callers)
        {
            var calls = Math.Clamp(2_560 / callers, 20, 200);
            yield return Case.Calls("by hand", callers, calls, (caller, call) => hand.GetProductAsync(Products.Tenant, SkuOf(callers, caller, call), default));
            yield return Case.Calls("Derp.Kv", callers, calls, (caller, call) => catalog.GetProductAsync(Products.Tenant, SkuOf(callers, caller, call), default));
        }
    }

    private static string SkuOf(int callers, int caller, int call)
    {
        var each = Products.Count / callers;
        return Products.Skus[(caller * each) + (call % each)];
    }
}
