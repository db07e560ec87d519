using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>Several attributes on one body, and whether they cost more than the sum of each.</summary>
internal static class AttributesGrowth
{
    private const int Calls = 100;
    private const string Known = "known";

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        var orders = new Orders(kv);
        var number = 0;
        string New() => string.Create(CultureInfo.InvariantCulture, $"{++number:D9}");

        // Each with the places of its parts in this list.
        (string Name, Func<string, Task<Product>> Call, int[] Parts)[] cases =
        [
            ("no attribute", sku => orders.PlainAsync(Known, Products.Tenant, sku), []),
            ("`[Cached]`, a hit", sku => orders.CachedAsync(Known, Products.Tenant, sku), []),
            ("`[RateLimited]`", sku => orders.LimitedAsync(Known, Products.Tenant, sku), []),
            ("`[Idempotent]`, a new key", sku => orders.IdempotentAsync(New(), Products.Tenant, sku), []),
            ("`[Idempotent]`, a replay", sku => orders.IdempotentAsync(Known + sku, Products.Tenant, sku), []),
            ("`[RateLimited]` `[Cached]`, a hit", sku => orders.LimitedCachedAsync(Known, Products.Tenant, sku), [2, 1]),
            ("`[Idempotent]` `[Cached]`, a new key, a hit", sku => orders.IdempotentCachedAsync(New(), Products.Tenant, sku), [3, 1]),
            ("all three, a new key, a hit", sku => orders.AllAsync(New(), Products.Tenant, sku), [2, 3, 1]),
            ("all three, a replay", sku => orders.AllAsync(Known + sku, Products.Tenant, sku), [2, 4]),
        ];
        foreach (var sku in Products.Skus[..Calls])
        {
            foreach (var (_, call, _) in cases)
                await call(sku);
        }

        var figures = await Rounds.MeasureAsync(
            settings,
            warmUps: 20,
            rounds: 61,
            [.. cases.Select(each => Case.Calls(each.Name, callers: 1, Calls, (_, call) => each.Call(Products.Skus[call])))],
            server);
        report.Title("Growth with attributes", "One caller. The sum is that of the parts, less the bodies that the whole does not run. Counts hold the commands inside scripts.");
        report.Line("| attributes | µs/op | of the sum | B/op | of the sum | commands an operation |");
        report.Line("|---|--:|--:|--:|--:|---|");
        for (var i = 0; i < cases.Length; i++)
        {
            var (each, parts) = (figures[i], cases[i].Parts.Select(part => figures[part]).ToList());
            var bodies = Math.Max(0, parts.Count - 1);
            var time = parts.Count == 0 ? "" : Share(each.Nanoseconds, parts.Sum(static part => part.Nanoseconds));
            var bytes = parts.Count == 0 ? "" : Share(each.Bytes, parts.Sum(static part => part.Bytes) - (bodies * figures[0].Bytes));
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {each.Name} | {each.Nanoseconds / 1000:N1} | {time} | {each.Bytes:N0} | {bytes} | {each.Commands} |"));
        }
    }

    private static string Share(double whole, double sum) => (whole / sum).ToString("0.00", CultureInfo.InvariantCulture);
}
