using System.Diagnostics;

namespace Derp.Kv.Worker;

/// <summary>Callers that call for a while, one call after the other.</summary>
internal sealed class LoadRun(Func<KvClient, int, Task<bool>> call, int callers, KvClient[] clients, KvClient? large)
{
    // Enough for a percentile, and of one size however long it takes.
    private readonly double[] _samples = new double[100_000];
    private int _calls;
    private int _errors;

    public int Calls => _calls;

    public int Errors => _errors;

    /// <summary>Milliseconds, sorted: of the last calls.</summary>
    public double[] Latencies
    {
        get
        {
            var samples = _samples[..Math.Min(_calls, _samples.Length)];
            Array.Sort(samples);
            return samples;
        }
    }

    public async Task RunAsync(TimeSpan time)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var running = Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(clients[caller % clients.Length], deadline))).ToList();
        if (large is not null)
            running.Add(Task.Run(() => CallLargeAsync(large, deadline)));
        await Task.WhenAll(running);
    }

    private async Task CallAsync(KvClient client, long deadline)
    {
        while (Stopwatch.GetTimestamp() < deadline)
        {
            var started = Stopwatch.GetTimestamp();
            var number = Interlocked.Increment(ref _calls);
            await CountAsync(() => call(client, number));
            _samples[number % _samples.Length] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    private async Task CallLargeAsync(KvClient client, long deadline)
    {
        while (Stopwatch.GetTimestamp() < deadline)
            await CountAsync(() => Features.LargeAsync(client));
    }

    private async Task CountAsync(Func<Task<bool>> once)
    {
        try
        {
            if (await once())
                return;
        }
#pragma warning disable CA1031 // Each is one error too many, whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(e.ToString());
        }

        Interlocked.Increment(ref _errors);
    }
}
