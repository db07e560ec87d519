using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// Calls that arrive at a steady rate, whether or not those before them have an answer. The latency of each counts from the moment when it was to
/// start: a pause of the process delays the calls that fall into it, and is not left out of the figures.
/// </summary>
internal static class SteadyCalls
{
    /// <summary>The latencies in milliseconds. A call without an answer at the end has the time for which it has waited.</summary>
    /// <param name="call">One call.</param>
    /// <param name="count">How many.</param>
    /// <param name="interval">Between the starts of two.</param>
    /// <param name="patience">After the last start, until the end.</param>
    public static async Task<double[]> RunAsync(Func<Task> call, int count, TimeSpan interval, TimeSpan patience)
    {
        var latencies = new double[count];
        var calls = new Task[count];
        var dues = new long[count];
        var allStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 100;
        var pacer = new Thread(() =>
        {
            for (var i = 0; i < count; i++)
            {
                var due = dues[i] = first + (long)(i * interval.TotalSeconds * Stopwatch.Frequency);
                SleepUntil(due);
                calls[i] = OneAsync(i, due);
            }

            allStarted.SetResult();
        }) { IsBackground = true };
        pacer.Start();
        await allStarted.Task;
        await Task.WhenAny(Task.WhenAll(calls), Task.Delay(patience));
        for (var i = 0; i < count; i++)
        {
            if (!calls[i].IsCompleted)
                latencies[i] = Since(dues[i]);
        }

        return [.. latencies];

        async Task OneAsync(int i, long due)
        {
            await call();
            latencies[i] = Since(due);
        }
    }

    private static double Since(long due) => Stopwatch.GetElapsedTime(due).TotalMilliseconds;

    private static void SleepUntil(long due)
    {
        while (due - Stopwatch.GetTimestamp() is > 0 and var left)
            _ = Usleep((uint)Math.Max(1, left * 1_000_000 / Stopwatch.Frequency));
    }

    // Thread.Sleep takes a millisecond at least, and two calls are closer together.
    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Usleep(uint microseconds);
}
