using System.Globalization;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// This program as one process with callers of a hot key, steered line by line. <c>CALLS MICROSECONDS HANGS SKU PEER</c> has it read the key once and is answered by
/// <c>ready</c>; <c>go</c> starts the calls; the answer is the source's runs meanwhile and the latency of each call in microseconds.
/// </summary>
internal static class RefreshWorker
{
    public const string Argument = "refresh-worker";

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    public static async Task RunAsync(string endpoint)
    {
        await using var locks = await ConnectionMultiplexer.ConnectAsync(endpoint);
        var source = new RefreshSource();
        await using var peers = new RefreshPeers(endpoint, locks.GetDatabase(), source);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 5);
            var (calls, microseconds, hangs) = (Number(parts[0]), Number(parts[1]), parts[2] == "1");
            var (sku, get) = (parts[3], peers[parts[4]]);
            await get(sku);
            GC.Collect();
            Console.WriteLine("ready");
            if (Console.ReadLine() != "go")
                return;

            if (hangs)
                source.Hang();
            var before = source.Runs;
            var latencies = await SteadyCalls.RunAsync(() => get(sku), calls, TimeSpan.FromMicroseconds(microseconds), s_patience);
            var runs = source.Runs - before;
            source.Recover();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} {string.Join(' ', latencies.Select(static ms => (long)(ms * 1000)))}"));
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
