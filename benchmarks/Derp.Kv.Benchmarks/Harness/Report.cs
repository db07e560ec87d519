using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Derp.Kv.Benchmarks;

/// <summary>Says on the console what is found, when it is found, and keeps it for a Markdown file and a chart.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly List<ChartGroup> _groups = [];

    public Report(Settings settings)
    {
        Line("# Results");
        Line();
        Line($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores{(settings.IsQuick ? ", `--quick`" : "")}.");
        if (settings.Note is { } note)
            Line(note);
    }

    public void Title(string title, string? text = null)
    {
        Line();
        Line($"## {title}");
        Line();
        if (text is null)
            return;
        Line(text);
        Line();
    }

    /// <summary>A table; what its first row names is the baseline. In the chart is what compares us with others.</summary>
    public void Add(string title, IReadOnlyList<Figures> figures, string? text = null, bool isInChart = false)
    {
        Title(title, text);
        var commands = figures.Any(static f => f.Commands is not null);
        var micro = commands || figures[0].Nanoseconds >= 2_000;
        Line($"| case | {(micro ? "µs/op" : "ns/op")} | ratio | quartiles | B/op | CPU, {(micro ? "µs/op" : "ns/op")} |{(commands ? " commands an operation |" : "")}");
        Line($"|---|--:|--:|--:|--:|--:|{(commands ? "---|" : "")}");
        foreach (var each in figures)
        {
            Line(
                $"| {each.Name} | {Time(each.Nanoseconds, micro)} | {Number(each.Ratio.Median)} | {Number(each.Ratio.First)}–{Number(each.Ratio.Third)} " +
                $"| {each.Bytes.ToString("N0", CultureInfo.InvariantCulture)} | {Time(each.Cpu, micro)} |{(commands ? $" {each.Commands} |" : "")}");
        }

        if (isInChart)
            _groups.Add(new(title, [.. figures.Select(static f => (f.Name, f.Ratio.Median))]));
    }

    /// <summary>Whether a figure is at most what it should be.</summary>
    public void Gate(string name, double figure, double limit, string unit = "×")
    {
        Line();
        Line($"{(figure <= limit ? "Met" : "**Missed**")}: {name}: {Number(figure)}{unit}, to be at most {Number(limit)}{unit}.");
    }

    public void Gate(string name, bool met, string found)
    {
        Line();
        Line($"{(met ? "Met" : "**Missed**")}: {name}: {found}.");
    }

    public void Line(string line = "")
    {
        Console.WriteLine(line);
        _text.Append(line).Append('\n');
    }

    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, _text.ToString());
    }

    public void SaveChart(string path)
    {
        if (_groups.Count > 0)
            Chart.Save(path, _groups);
    }

    private static string Time(double nanoseconds, bool micro) =>
        micro ? (nanoseconds / 1000).ToString("N1", CultureInfo.InvariantCulture) : nanoseconds.ToString("N1", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value switch
    {
        0 or >= 100 or <= -100 => "N0",
        >= 10 => "0.0",
        >= 0.1 => "0.00",
        _ => "0.0000",
    }, CultureInfo.InvariantCulture);
}
