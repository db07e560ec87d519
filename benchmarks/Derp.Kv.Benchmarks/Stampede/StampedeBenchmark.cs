using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>A cold key met by 200 callers, in one process and in four: how often the body runs, and how long until all have the value.</summary>
internal static class StampedeBenchmark
{
    private const int Callers = 200;

    internal sealed record Round(int Runs, double Milliseconds);

    public static async Task RunAsync(Settings settings, Report report)
    {
        foreach (var milliseconds in settings.IsQuick ? (int[])[1] : [1, 200])
        {
            await using var server = await ValkeyServer.StartAsync();
            var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StampedeProcess.StartAsync(server.Endpoint, milliseconds)));
            try
            {
                if (milliseconds == 1)
                    await MeasureAsync(settings, report, server, processes[..1], milliseconds, allowed: null);
                await MeasureAsync(settings, report, server, processes, milliseconds, allowed: milliseconds == 1 ? 10 : 15);
            }
            finally
            {
                foreach (var process in processes)
                    process.Dispose();
            }
        }

        await ColdStampede.RunAsync(settings, report);
    }

    private static async Task MeasureAsync(Settings settings, Report report, ValkeyServer server, StampedeProcess[] processes, int milliseconds, double? allowed)
    {
        var names = Peers.Names;
        var rounds = names.ToDictionary(static name => name, static _ => new List<Round>(), StringComparer.Ordinal);

        // The first ones compile, and subscribe.
        foreach (var _ in settings.Pace(least: 2, milliseconds == 1 ? 12 : 4))
        {
            foreach (var name in names)
                await RoundAsync(processes, name);
        }

        foreach (var _ in settings.Pace(least: 3, milliseconds == 1 ? 41 : 15))
        {
            Random.Shared.Shuffle(names);
            foreach (var name in names)
                rounds[name].Add(await RoundAsync(processes, name));
        }

        var title = $"Stampede, {processes.Length switch { 1 => "one process", var n => $"{n} processes" }}, {Callers} callers, body of {milliseconds} ms";
        report.Title(title, "Time: from the start until the last caller has the value. Commands: what the clients sent, in one round of its own.");
        report.Line("| peer | runs of the body, median (most) | ms | quartiles | × Derp.Kv | quartiles | commands |");
        report.Line("|---|--:|--:|--:|--:|--:|---|");
        var ours = rounds[Peers.Ours];
        IReadOnlyList<string> sent = [];
        foreach (var name in Peers.Names)
        {
            var all = rounds[name];
            var times = Quartiles.Of(all.Select(static r => r.Milliseconds));
            var ratios = Quartiles.Of(all.Zip(ours, static (r, o) => r.Milliseconds / o.Milliseconds));
            var commands = await SentAsync(server, processes, name);
            if (name == Peers.Ours)
                sent = commands;
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Quartiles.Of(all.Select(static r => (double)r.Runs)).Median:0} ({all.Max(static r => r.Runs)}) | {times.Median:F1} | {times.First:F1}–{times.Third:F1} " +
                $"| {ratios.Median:0.00} | {ratios.First:0.00}–{ratios.Third:0.00} | {commands.Count}: {Text(commands)} |"));
        }

        var mostRuns = ours.Max(static r => r.Runs);
        report.Gate("the body runs once, in every round", mostRuns == 1, string.Create(CultureInfo.InvariantCulture, $"at most {mostRuns}"));
        if (processes.Length == 1)
            report.Gate("three commands", sent.Count == 3, $"{sent.Count}: {Text(sent)}");
        if (allowed is { } most)
            report.Gate("time over the body's", Quartiles.Of(ours.Select(static r => r.Milliseconds)).Median - milliseconds, most, " ms");
    }

    private static async Task<IReadOnlyList<string>> SentAsync(ValkeyServer server, StampedeProcess[] processes, string name)
    {
        using var watch = await SentCommands.WatchAsync(server);
        await RoundAsync(processes, name);

        // Some give their lock back after the answer.
        await Task.Delay(50);
        return await watch.EndAsync();
    }

    internal static async Task<Round> RoundAsync(StampedeProcess[] processes, string name)
    {
        var sku = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..10];
        foreach (var process in processes)
            await process.PrepareAsync(Callers / processes.Length, sku, name);
        await Task.WhenAll(processes.Select(static process => process.GoAsync()));
        var results = await Task.WhenAll(processes.Select(static process => process.ResultAsync()));
        return new(results.Sum(static r => r.Runs), results.Max(static r => r.Milliseconds));
    }

    private static string Text(IEnumerable<string> commands) => string.Join(
        ", ",
        commands.GroupBy(static command => command, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => $"{group.Key} {group.Count()}"));
}
