using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>
/// Rounds of a cold key. <c>round KEY MILLISECONDS LEASE</c>, both in milliseconds, is answered by <c>ready</c>; <c>go</c> starts 50 callers at once, whose
/// body takes that long and then counts itself on the server, under <c>KEY:runs</c>. The answer is <c>result runs=1 ms=12.3
/// equal=True value=4711:1</c>: the runs of this process, the time from go until the last caller had its value, whether all
/// got the same one, and that one.
/// </summary>
internal static class Guarded
{
    private const int Callers = 50;

    public static async Task RunAsync(KvClient client, Steering steering)
    {
        while (true)
        {
            if (await steering.ReadAsync() is not ["round", var key, var milliseconds, var lease])
                throw new InvalidOperationException("Expected the line 'round KEY MILLISECONDS LEASE'.");
            var delay = TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture));
            var lockTtl = TimeSpan.FromMilliseconds(double.Parse(lease, CultureInfo.InvariantCulture));
            steering.Write("ready");
            await steering.ExpectAsync("go");
            steering.Write(await RoundAsync(client, key, delay, lockTtl));
        }
    }

    private static async Task<string> RoundAsync(KvClient client, string key, TimeSpan delay, TimeSpan lockTtl)
    {
        var (keyBytes, counterBytes) = (Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(key + ":runs"));
        var runs = 0;
        var started = Stopwatch.GetTimestamp();
        var callers = new Task<byte[]>[Callers];
        for (var i = 0; i < callers.Length; i++)
            callers[i] = client.GuardedGetAsync(keyBytes, ComputeAsync, TimeSpan.FromMinutes(5), lockTtl).AsTask();
        var values = await Task.WhenAll(callers);
        var elapsed = Stopwatch.GetElapsedTime(started);

        var equal = Array.TrueForAll(values, value => value.AsSpan().SequenceEqual(values[0]));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"result runs={runs} ms={elapsed.TotalMilliseconds:F2} equal={equal} value={Encoding.UTF8.GetString(values[0])}");

        async ValueTask<byte[]> ComputeAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(delay, ct);
            var count = await client.IncrAsync(counterBytes, ct);
            return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}:{count}"));
        }
    }
}
