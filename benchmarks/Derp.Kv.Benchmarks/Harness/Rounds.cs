using System.Diagnostics;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// Measures cases in interleaved rounds, each in another order, and compares them round by round: other work on the
/// machine slows down a round, not a case, so that the medians of the ratios hold where nanoseconds do not.
/// </summary>
internal static class Rounds
{
    private readonly record struct Sample(double Time, double Bytes, double Cpu);

    /// <summary>Measures all cases; the ratios are to the first, or each group's to its own first.</summary>
    /// <param name="settings">Whether there is a limit to the time: then there are fewer rounds.</param>
    /// <param name="warmUps">Runs of each case before the first round.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="cases">The baseline first.</param>
    /// <param name="server">Whose commands are counted, in a run of their own; null: none.</param>
    /// <param name="group">How many cases stand together; null: all.</param>
    public static async Task<IReadOnlyList<Figures>> MeasureAsync(Settings settings, int warmUps, int rounds, IReadOnlyList<Case> cases, ValkeyServer? server = null, int? group = null)
    {
        await WarmUpAsync(settings, warmUps, cases);
        var samples = cases.Select(static _ => new List<Sample>()).ToList();
        var order = Enumerable.Range(0, cases.Count).ToArray();
        foreach (var _ in settings.Pace(least: 3, rounds))
        {
            Random.Shared.Shuffle(order);
            foreach (var i in order)
                samples[i].Add(await OneAsync(cases[i]));
        }

        var figures = new List<Figures>();
        for (var i = 0; i < cases.Count; i++)
        {
            var baseline = group is { } size ? i / size * size : 0;
            figures.Add(new Figures(
                cases[i].Name,
                Median(samples[i].Select(static s => s.Time)),
                Quartiles.Of(samples[i].Zip(samples[baseline], static (sample, first) => sample.Time / first.Time)),
                Median(samples[i].Select(static s => s.Bytes)),
                Median(samples[i].Select(static s => s.Cpu)),
                server is null ? null : await CommandsAsync(cases[i], server)));
        }

        return figures;
    }

    // The pauses let the compiler's background thread put better code in place, twice: with counters, then by what they say.
    private static async Task WarmUpAsync(Settings settings, int passes, IReadOnlyList<Case> cases)
    {
        const int milliseconds = 200;
        var pauses = settings.IsQuick ? 4 : 8;
        foreach (var pass in settings.Pace(least: Math.Min(passes, pauses), passes))
        {
            foreach (var each in cases)
                await OneAsync(each);
            if (pass < pauses)
                await Task.Delay(milliseconds);
        }
    }

    private static async Task<Sample> OneAsync(Case each)
    {
        each.Prepare();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await each.RunAsync();
        var time = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        double operations = each.Operations;
        return new(time.TotalNanoseconds / operations, bytes / operations, cpu.TotalNanoseconds / operations);
    }

    private static async Task<string> CommandsAsync(Case each, ValkeyServer server)
    {
        await server.ResetCommandStatsAsync();
        await each.RunAsync();
        return CommandCounts.Text(await server.CommandStatsAsync(), each.Operations);
    }

    private static double Median(IEnumerable<double> values) => Quartiles.Of(values).Median;
}
