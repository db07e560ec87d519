using System.Globalization;
using ScottPlot;

namespace Derp.Kv.Benchmarks;

/// <summary>One horizontal bar a case, in groups that read from the top; the line is the baseline of each group, its first bar.</summary>
internal static class Chart
{
    private const double Longest = 5;
    private const int Width = 1000;
    private const int Row = 22;
    private const string Font = "DejaVu Sans";

    private static readonly Color s_ours = Color.FromHex("#1565c0");
    private static readonly Color s_baseline = Color.FromHex("#78909c");
    private static readonly Color s_others = Color.FromHex("#b0bec5");
    private static readonly Color s_text = Color.FromHex("#263238");

    /// <param name="path">The extension says the format.</param>
    /// <param name="groups">In the order of the report.</param>
    public static void Save(string path, IReadOnlyList<ChartGroup> groups)
    {
        using var plot = new Plot();
        plot.Font.Set(Font);
        var (positions, labels, numbers) = (new List<double>(), new List<string>(), new List<Action>());
        var place = 0.0;
        foreach (var group in groups)
        {
            var title = place;
            numbers.Add(() => AddTitle(plot, group.Title, title));
            place--;
            foreach (var (name, ratio) in group.Bars)
            {
                var (at, isOurs) = (place, name.StartsWith("Derp.Kv", StringComparison.Ordinal));
                AddBar(plot, at, ratio, isOurs ? s_ours : name == group.Bars[0].Name ? s_baseline : s_others);
                numbers.Add(() => AddNumber(plot, at, ratio, isOurs));
                positions.Add(at);
                labels.Add(name);
                place--;
            }

            place -= 0.5;
        }

        // Over the bars, and under the numbers.
        plot.Add.VerticalLine(1, 1, s_text, LinePattern.Dashed);
        foreach (var add in numbers)
            add();
        Frame(plot, positions, labels, place);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        plot.Save(path, Width, 110 + (int)(-place * Row));

        // Where the font is missing, one of the same widths, since each letter has its place.
        if (Path.GetExtension(path) == ".svg")
            File.WriteAllText(path, File.ReadAllText(path).Replace($"\"{Font}\"", $"\"{Font}, Verdana, sans-serif\"", StringComparison.Ordinal));
    }

    private static void AddTitle(Plot plot, string title, double place)
    {
        var text = Write(plot, title, 0, place);
        text.LabelFontSize = 15;
        text.LabelBackgroundColor = Colors.White;
    }

    private static void AddBar(Plot plot, double place, double ratio, Color color) => plot.Add.Bar(new Bar
    {
        Position = place,
        Value = Math.Min(ratio, Longest),
        Orientation = Orientation.Horizontal,
        FillColor = color,
        LineWidth = 0,
        Size = 0.8,
    });

    // That of a bar which is cut off stands on it, with an arrow.
    private static void AddNumber(Plot plot, double place, double ratio, bool isOurs)
    {
        var number = ratio.ToString(ratio < 9.95 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
        if (ratio <= Longest)
        {
            Write(plot, number, ratio + 0.02, place).LabelBackgroundColor = Colors.White;
            return;
        }

        var text = Write(plot, number + " →", Longest, place);
        text.LabelAlignment = Alignment.MiddleRight;
        if (isOurs)
            text.LabelFontColor = Colors.White;
    }

    private static ScottPlot.Plottables.Text Write(Plot plot, string words, double x, double y)
    {
        var text = plot.Add.Text(words, x, y);
        text.LabelFontName = Font;
        text.LabelFontSize = 12;
        text.LabelFontColor = s_text;
        text.LabelAlignment = Alignment.MiddleLeft;
        text.LabelPadding = 2;
        return text;
    }

    private static void Frame(Plot plot, List<double> positions, List<string> labels, double bottom)
    {
        plot.Title("Time, as a multiple of the first bar of each group; Derp.Kv in blue", size: 15);
        plot.XLabel($"shorter is better; bars are cut off at {Longest:0}", size: 12);
        plot.Axes.Left.SetTicks([.. positions], [.. labels]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.TickLabelStyle.FontSize = 12;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericFixedInterval(1);
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        plot.Axes.SetLimits(0, Longest * 1.06, bottom, 1);
        plot.Grid.YAxisStyle.IsVisible = false;
    }
}
