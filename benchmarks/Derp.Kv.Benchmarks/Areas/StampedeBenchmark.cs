using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>A cold key met by four processes with fifty callers each: how often the body runs, and how long until all have the value.</summary>
internal static class StampedeBenchmark
{
    private const int Processes = 4;
    private const int Rounds = 25;

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => WorkerProcess.StartAsync(server.Port, "guarded")));
        try
        {
            Console.WriteLine();
            Console.WriteLine($"{"stampede, 4 processes × 50 callers",-44} {"runs (most)",14} {"ms, median",14} {"over body",10} {"commands",10}");
            await MeasureAsync(server, workers, milliseconds: 1, allowed: 10);
            await MeasureAsync(server, workers, milliseconds: 200, allowed: 15);
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private static async Task MeasureAsync(ValkeyServer server, WorkerProcess[] workers, int milliseconds, double allowed)
    {
        // The first one compiles, and subscribes.
        await RoundAsync(workers, $"warm:{milliseconds}", milliseconds);
        await server.ResetCommandStatsAsync();
        var rounds = new List<(int Runs, double Time)>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add(await RoundAsync(workers, $"cold:{milliseconds}:{round}", milliseconds));
        var sent = (await server.CommandStatsAsync()).Where(static pair => pair.Key is "get" or "evalsha" or "eval" or "publish").Sum(static pair => pair.Value);

        var times = rounds.Select(static round => round.Time).Order().ToArray();
        var over = times[Rounds / 2] - milliseconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"body of {milliseconds} ms",-44} {rounds.Max(static round => round.Runs),14} {times[Rounds / 2],14:F1} {over,10:F1} {sent / (double)Rounds,10:F1}"));
        Console.WriteLine(over <= allowed ? $"  within the {allowed} ms allowed over the body" : $"  over the {allowed} ms allowed over the body");
    }

    private static async Task<(int Runs, double Time)> RoundAsync(WorkerProcess[] workers, string key, int milliseconds)
    {
        foreach (var worker in workers)
        {
            await worker.SendAsync(string.Create(CultureInfo.InvariantCulture, $"round {key} {milliseconds}"));
            await worker.ExpectAsync("ready");
        }

        await Task.WhenAll(workers.Select(static worker => worker.SendAsync("go")));
        var results = await Task.WhenAll(workers.Select(static worker => worker.ReadAsync()));
        return (results.Sum(static result => (int)Number(result, "runs=")), results.Max(static result => Number(result, "ms=")));
    }

    private static double Number(string result, string name)
    {
        var word = result.Split(' ').Single(word => word.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(word.AsSpan(name.Length), CultureInfo.InvariantCulture);
    }
}
