using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// This program as one process of a stampede, steered line by line. <c>CALLERS SKU PEER</c> is answered by <c>ready</c>;
/// <c>go</c> starts the callers at once; the answer is the body's runs here and the milliseconds until the last had its product.
/// </summary>
internal static class StampedeWorker
{
    public const string Argument = "stampede-worker";

    public static async Task RunAsync(string endpoint, int milliseconds)
    {
        await using var locks = await ConnectionMultiplexer.ConnectAsync(endpoint);
        await using var peers = new Peers(endpoint, locks.GetDatabase(), TimeSpan.FromMilliseconds(milliseconds));
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 3);
            var (callers, sku, peer) = (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], peers[parts[2]]);
            Console.WriteLine("ready");
            if (Console.ReadLine() != "go")
                return;

            var before = peer.Runs();
            var started = Stopwatch.GetTimestamp();
            var calls = Enumerable.Range(0, callers).Select(_ => peer.GetAsync(sku)).ToArray();
            await Task.WhenAll(calls);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (calls.Any(call => call.Result.Sku != sku))
                throw new InvalidOperationException("A caller got another product.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{peer.Runs() - before} {elapsed:F3}"));
        }
    }
}
