using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>The first cold key that processes meet which have all just started, and the second.</summary>
internal static class ColdStampede
{
    private const int Processes = 4;
    private const int Callers = 200;
    private const int BodyMilliseconds = 1;
    private const double MostMilliseconds = 40;

    public static async Task RunAsync(Settings settings, Report report)
    {
        var names = Peers.Names;
        var rounds = names.ToDictionary(static name => name, static _ => new List<(double First, double Second, int Runs)>(), StringComparer.Ordinal);
        await using var server = await ValkeyServer.StartAsync();
        foreach (var _ in settings.Pace(least: 2, most: 15))
        {
            Random.Shared.Shuffle(names);
            foreach (var name in names)
                rounds[name].Add(await RoundAsync(server, name));
        }

        report.Title(
            $"Stampede, {Processes} processes that have just started, {Callers} callers, body of {BodyMilliseconds} ms",
            "Time from the start until the last caller has the value, of the first cold key in these processes and of the second. The library's code for connecting has run before; nothing of the peer's has.");
        report.Line("| peer | first key, ms | quartiles | runs of the body, median (most) | second key, ms | quartiles |");
        report.Line("|---|--:|--:|--:|--:|--:|");
        foreach (var name in Peers.Names)
        {
            var (first, second) = (Quartiles.Of(rounds[name].Select(static r => r.First)), Quartiles.Of(rounds[name].Select(static r => r.Second)));
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {first.Median:F1} | {first.First:F1}–{first.Third:F1} | {Quartiles.Of(rounds[name].Select(static r => (double)r.Runs)).Median:0} ({rounds[name].Max(static r => r.Runs)}) | {second.Median:F1} | {second.First:F1}–{second.Third:F1} |"));
        }

        report.Gate("the first key", Quartiles.Of(rounds[Peers.Ours].Select(static r => r.First)).Median, MostMilliseconds, " ms");
    }

    private static async Task<(double First, double Second, int Runs)> RoundAsync(ValkeyServer server, string name)
    {
        var processes = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => StampedeProcess.StartAsync(server.Endpoint, BodyMilliseconds)));
        try
        {
            var first = await StampedeBenchmark.RoundAsync(processes, name);
            var second = await StampedeBenchmark.RoundAsync(processes, name);
            return (first.Milliseconds, second.Milliseconds, first.Runs);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }
}
