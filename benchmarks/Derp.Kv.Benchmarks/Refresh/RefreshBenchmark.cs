using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>What the callers of a hot key see while its value is renewed, and while the source hangs.</summary>
internal static class RefreshBenchmark
{
    private const int CallsASecond = 2_000;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1.5);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BenchmarkProcess.StartAsync(RefreshWorker.Argument, server.Endpoint)));
        try
        {
            if (!settings.IsQuick)
                await SteadyAsync(settings, report, processes[..1]);
            await SteadyAsync(settings, report, processes);
            await HangingAsync(settings, report, processes);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }

    private static async Task SteadyAsync(Settings settings, Report report, BenchmarkProcess[] processes)
    {
        var length = TimeSpan.FromSeconds(settings.IsQuick ? 1.5 : 3);
        var rounds = await MeasureAsync(settings, processes, RefreshPeers.Steady, length, hangs: false);
        report.Title(
            $"A hot key that expires every second, {(processes.Length == 1 ? "one process" : $"{processes.Length} processes")}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{CallsASecond:N0} calls a second in all, body of {RefreshSource.Duration.TotalMilliseconds:0} ms, `RefreshAfter` {RefreshCatalog.RefreshAfter.TotalMilliseconds:0} ms. Milliseconds from when a call was to start: medians of {rounds[RefreshPeers.Floor].Count} interleaved rounds of {length.TotalSeconds:0.#} s, quartiles in brackets. The first row runs no body: what it shows is the machine."));
        report.Line("| cache | p50 | p99 | p99.9 | longest | of 10,000 calls, over 25 ms | runs of the body a second |");
        report.Line("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var peer in RefreshPeers.Steady)
        {
            var all = rounds[peer];
            report.Line(
                $"| {peer} | {Text(all, static r => r.Median)} | {Text(all, static r => r.P99)} | {Text(all, static r => r.P999)} | {Text(all, static r => r.Longest)} " +
                $"| {Text(all, static r => r.Over(25) * 10_000.0 / r.Latencies.Length)} | {Text(all, r => r.Runs / length.TotalSeconds)} |");
        }

        var shared = rounds[RefreshPeers.Shared];
        report.Gate("with Shared, p99.9 over twice p50", Quartiles.Of(shared.Select(static r => r.P999 - 2 * r.Median)).Median, 1, " ms");
        var floor = rounds[RefreshPeers.Floor];
        report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"The same of the row that runs no body: {Quartiles.Of(floor.Select(static r => r.P999 - 2 * r.Median)).Median:0.00} ms. Rounds within the gate: {shared.Count(IsSmooth)} of {shared.Count}, and {floor.Count(IsSmooth)} of that row. p99.9 with Shared against that row: {Quartiles.Of(shared.Zip(floor, static (a, b) => a.P999 / b.P999)).Median:0.00}."));

        // Not counted: the run that filled the cache. A value is fresh for RefreshAfter, shortened at random, from when its body has ended.
        var cycle = RefreshCatalog.RefreshAfter * (1 - RefreshCatalog.Spread) + RefreshSource.Duration;
        foreach (var peer in (string[])[RefreshPeers.Caller, RefreshPeers.Shared])
        {
            report.Gate(
                $"{peer}: runs in a round, in all processes",
                rounds[peer].Max(static r => r.Runs),
                Math.Ceiling(length / cycle),
                string.Create(CultureInfo.InvariantCulture, $", one in {cycle.TotalMilliseconds:0} ms at most"));
        }
    }

    private static async Task HangingAsync(Settings settings, Report report, BenchmarkProcess[] processes)
    {
        var length = TimeSpan.FromSeconds(settings.IsQuick ? 2 : 4);
        var rounds = await MeasureAsync(settings, processes, RefreshPeers.Hanging, length, hangs: true);
        report.Title(
            $"The source hangs, {processes.Length} processes",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The same calls on a value that is in the cache when the body stops to answer; `WaitTimeout`, and FusionCache's soft time-out, {RefreshCatalog.WaitTimeout.TotalMilliseconds:0} ms. Milliseconds; a call without an answer at the end of the round counts with the time for which it has waited."));
        report.Line("| cache | p50 | p99 | longest | of 10,000 calls, over twice the time-out | runs of the body in a round |");
        report.Line("|---|--:|--:|--:|--:|--:|");
        var patience = RefreshCatalog.WaitTimeout.TotalMilliseconds;
        foreach (var peer in RefreshPeers.Hanging)
        {
            var all = rounds[peer];
            report.Line(
                $"| {peer} | {Text(all, static r => r.Median)} | {Text(all, static r => r.P99)} | {Text(all, static r => r.Longest)} " +
                $"| {Text(all, r => r.Over(2 * patience) * 10_000.0 / r.Latencies.Length)} | {Text(all, static r => r.Runs)} |");
        }

        foreach (var peer in (string[])[RefreshPeers.KeptShared, RefreshPeers.KeptOnly])
            report.Gate($"{peer}: the longest wait over `WaitTimeout`", Quartiles.Of(rounds[peer].Select(r => r.Longest - patience)).Median, 50, " ms");
    }

    private static async Task<Dictionary<string, List<RefreshRound>>> MeasureAsync(
        Settings settings, BenchmarkProcess[] processes, string[] peers, TimeSpan length, bool hangs)
    {
        var rounds = peers.ToDictionary(static peer => peer, static _ => new List<RefreshRound>(), StringComparer.Ordinal);
        foreach (var peer in peers)
            await RefreshRound.RunAsync(processes, peer, settings.IsQuick ? s_warmUp / 2 : s_warmUp, CallsASecond, hangs: false);
        var order = peers.ToArray();
        foreach (var _ in settings.Pace(least: 1, hangs ? 3 : 7))
        {
            Random.Shared.Shuffle(order);
            foreach (var peer in order)
                rounds[peer].Add(await RefreshRound.RunAsync(processes, peer, length, CallsASecond, hangs));
        }

        return rounds;
    }

    private static bool IsSmooth(RefreshRound round) => round.P999 <= 2 * round.Median + 1;

    private static string Text(IEnumerable<RefreshRound> rounds, Func<RefreshRound, double> figure)
    {
        var quartiles = Quartiles.Of(rounds.Select(figure));
        return $"{Number(quartiles.Median)} ({Number(quartiles.First)}–{Number(quartiles.Third)})";
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.##", CultureInfo.InvariantCulture);
}
