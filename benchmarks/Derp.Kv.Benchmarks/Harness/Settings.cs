using System.Diagnostics;

namespace Derp.Kv.Benchmarks;

/// <summary>What the command line says.</summary>
/// <param name="Areas">Which benchmarks; all where none is named.</param>
/// <param name="IsQuick">All of them within a minute, with wider quartiles.</param>
/// <param name="ReportPath">Where the report goes; null: only to the console.</param>
/// <param name="ChartPath">Where the chart goes, <c>.svg</c> or <c>.png</c>; null: none.</param>
/// <param name="Note">A sentence on the machine, for the head of the report.</param>
internal sealed record Settings(IReadOnlyList<string> Areas, bool IsQuick, string? ReportPath, string? ChartPath, string? Note)
{
    public static Settings Parse(string[] args)
    {
        var areas = new List<string>();
        var quick = false;
        string? path = null, chart = null, note = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--report":
                    path = Value(args, ref i);
                    break;
                case "--chart":
                    chart = Value(args, ref i);
                    break;
                case "--note":
                    note = Value(args, ref i);
                    break;
                case ['-', ..]:
                    throw new ArgumentException($"There is no option '{args[i]}'; there are --quick, --report PATH, --chart PATH and --note TEXT.");
                default:
                    areas.Add(args[i]);
                    break;
            }
        }

        return new(areas, quick, path, chart, note);
    }

    /// <summary>Counts from 0 to <paramref name="most"/>; if it must be quick, to a quarter of that, and from <paramref name="least"/> on only for half a second.</summary>
    public IEnumerable<int> Pace(int least, int most)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < (IsQuick ? Math.Min(most, Math.Max(least, most / 4)) : most); i++)
        {
            if (IsQuick && i >= least && Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(0.5))
                yield break;
            yield return i;
        }
    }

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
}
