using ScottPlot;

namespace Derp.Kv.Benchmarks;

/// <summary>One horizontal bar a case, in groups that read from the top; the line is the baseline of each group.</summary>
internal static class Chart
{
    private static readonly Color s_ours = Color.FromHex("#1565c0");
    private static readonly Color s_others = Color.FromHex("#b0bec5");

    /// <param name="path">The extension says the format.</param>
    /// <param name="groups">In the order of the report.</param>
    public static void Save(string path, IReadOnlyList<ChartGroup> groups)
    {
        using var plot = new Plot();
        var (positions, labels) = (new List<double>(), new List<string>());
        var place = 0.0;
        foreach (var group in groups)
        {
            positions.Add(place);
            labels.Add(group.Title.ToUpperInvariant());
            place--;
            foreach (var (name, ratio) in group.Bars)
            {
                var bar = plot.Add.Bar(new Bar
                {
                    Position = place,
                    Value = ratio,
                    Orientation = Orientation.Horizontal,
                    FillColor = name.StartsWith("Derp.Kv", StringComparison.Ordinal) ? s_ours : s_others,
                    LineWidth = 0,
                    Size = 0.8,
                });
                bar.Horizontal = true;
                positions.Add(place);
                labels.Add(name);
                place--;
            }

            place--;
        }

        plot.Add.VerticalLine(1, 1, Colors.Black, LinePattern.Dashed);
        plot.Axes.Left.SetTicks([.. positions], [.. labels]);
        plot.Axes.SetLimits(0, 5, place, 1);
        plot.XLabel("time, × the baseline (cut off at 5)");
        plot.Save(path, 1000, 80 + (int)(-place * 20));
    }
}
