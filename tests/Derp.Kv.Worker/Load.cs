using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Worker;

/// <summary>
/// Full speed. <c>load FEATURE CALLERS CONNECTIONS SECONDS LARGE</c> runs a feature with so many callers over so many clients,
/// a third of the time to get warm and then the whole; LARGE is <c>none</c>, <c>same</c> or <c>other</c>: whether values of
/// 10 MB go through the first of these clients, or through one of their own, meanwhile. The answer: <c>result calls=… errors=…
/// threads=before,after heap=before,after p50=… p99=…</c>, bytes and milliseconds.
/// </summary>
internal static class Load
{
    public static async Task RunAsync(Host host)
    {
        while (true)
        {
            if (await host.Steering.ReadAsync() is not ["load", var feature, var callers, var connections, var seconds, var large])
                throw new InvalidOperationException("Expected the line 'load FEATURE CALLERS CONNECTIONS SECONDS LARGE'.");
            var clients = Enumerable.Range(0, Number(connections)).Select(_ => host.Connect()).ToArray();
            var largeClient = large switch { "same" => clients[0], "other" => host.Connect(), _ => null };
            host.Steering.Write(await RunAsync(Features.All[feature], Number(callers), clients, TimeSpan.FromSeconds(Number(seconds)), largeClient));
            foreach (var client in clients.Append(largeClient).OfType<KvClient>().Distinct())
                await client.DisposeAsync();
        }
    }

    private static async Task<string> RunAsync(Func<KvClient, int, Task<bool>> call, int callers, KvClient[] clients, TimeSpan time, KvClient? large)
    {
        await new LoadRun(call, callers, clients, large).RunAsync(time / 3);
        var before = State();
        var run = new LoadRun(call, callers, clients, large);
        await run.RunAsync(time);
        var after = State();
        var latencies = run.Latencies;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"result calls={run.Calls} errors={run.Errors} threads={before.Threads},{after.Threads} heap={before.Heap},{after.Heap} p50={At(0.5):F2} p99={At(0.99):F2}");

        double At(double part) => latencies[(int)((latencies.Length - 1) * part)];
    }

    private static (int Threads, long Heap) State()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return (self.Threads.Count, GC.GetTotalMemory(forceFullCollection: true));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
