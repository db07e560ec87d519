using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>From the start of a process to its first value: found on the server, and with a key that nobody has asked for.</summary>
internal static class StartupBenchmark
{
    private const double MostMilliseconds = 10;
    private const double MostMegabytes = 10;
    private const double MostTime = 1.05;
    private const int Ours = 2;

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await MeasureAsync("just in time", [.. StartupPeer.All.Take(settings.IsQuick ? Ours + 1 : StartupPeer.All.Count).Select(static peer => peer.JustInTime)], (figures, what) =>
            report.Gate($"{what}, time against StackExchange.Redis + MessagePack by hand", figures.Ratio.Median, MostTime));

        if (!await PublishAsync(settings, report))
            return;
        await MeasureAsync("ahead of time", [.. StartupPeer.All.Select(static peer => new StartupProgram(peer.Name, peer.Publication.File))], (figures, what) =>
            report.Gate(what, figures.Milliseconds.Median, MostMilliseconds, " ms"));

        async Task MeasureAsync(string title, StartupProgram[] programs, Action<(Quartiles Milliseconds, Quartiles Ratio), string> gate)
        {
            await server.CommandAsync("FLUSHALL");
            Add("a value that is there", isThere: true);
            Add("a value to be computed and stored", isThere: false);

            void Add(string what, bool isThere)
            {
                var figures = Measure(settings, server.Endpoint, programs, isThere);
                report.Title($"Start-up, {title}: {what}", "From the start of the process until it has written a line with the value.");
                report.Line("| program | ms | quartiles | ratio | quartiles |");
                report.Line("|---|--:|--:|--:|--:|");
                foreach (var (program, (time, ratio)) in programs.Zip(figures))
                {
                    report.Line(string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {program.Name} | {time.Median:F1} | {time.First:F1}–{time.Third:F1} | {ratio.Median:0.00} | {ratio.First:0.00}–{ratio.Third:0.00} |"));
                }

                gate(figures[Ours], what);
            }
        }
    }

    // The ratios are to the first. The first start of each is not counted: it brings the files into memory, and leaves the value.
    private static List<(Quartiles Milliseconds, Quartiles Ratio)> Measure(Settings settings, string endpoint, StartupProgram[] programs, bool isThere)
    {
        const string known = "SKU-000977";
        foreach (var program in programs.Where(_ => isThere))
            program.Run(endpoint, known, isThere: false);

        var times = programs.Select(static _ => new List<double>()).ToList();
        var order = Enumerable.Range(0, programs.Length).ToArray();
        foreach (var _ in settings.Pace(least: 3, 31))
        {
            Random.Shared.Shuffle(order);
            foreach (var i in order)
                times[i].Add(Once(programs[i]));
        }

        return [.. times.Select(each => (Quartiles.Of(each), Quartiles.Of(each.Zip(times[0], static (time, first) => time / first))))];

        double Once(StartupProgram program) =>
            program.Run(endpoint, isThere ? known : Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..10], isThere);
    }

    private static async Task<bool> PublishAsync(Settings settings, Report report)
    {
        report.Title("Start-up, ahead of time: the programs", "Sizes without what a debugger reads; each warning once.");
        if (settings.IsQuick && !StartupPeer.All.All(static peer => peer.Publication.IsThere))
        {
            report.Line("Not measured: `--quick` takes what a full run of `startup` has published, and there is none.");
            return false;
        }

        try
        {
            if (!settings.IsQuick)
            {
                foreach (var peer in StartupPeer.All)
                    await peer.Publication.MakeAsync();
            }
        }
        catch (InvalidOperationException e)
        {
            report.Line($"Not measured: `dotnet publish` failed, which needs clang and zlib's headers (on Debian: `apt-get install clang zlib1g-dev`). {e.Message.Trim()}");
            return false;
        }

        report.Line("| program | MB | warnings of the compiler |");
        report.Line("|---|--:|--:|");
        foreach (var peer in StartupPeer.All)
            report.Line(string.Create(CultureInfo.InvariantCulture, $"| {peer.Name} | {peer.Publication.Megabytes:F2} | {peer.Publication.Warnings} |"));
        var ours = StartupPeer.All[Ours].Publication;
        report.Gate("size", ours.Megabytes, MostMegabytes, " MB");
        report.Gate("no warning", ours.Warnings == 0, $"{ours.Warnings}");
        return true;
    }
}
