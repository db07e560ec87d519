using Derp.Kv.Scale.Charts;

namespace Derp.Kv.Scale.Questions;

/// <summary>A hot key, with and without <c>Near</c>.</summary>
internal static class HotFigures
{
    private static readonly int[] s_tenths = [0, 1, 3, 10, 30, 100, 300];

    public static async Task WriteAsync(Page page, bool isQuick)
    {
        var sizes = isQuick ? [10] : new[] { 100, 1_000 };
        var plans = sizes.SelectMany(size => s_tenths.SelectMany(near => near == 0
            ? new[] { new HotKey(size, near) }
            : [new HotKey(size, near), new HotKey(size, near, Notices: false)])).ToArray();
        var results = await Figures.AskAsync(plans, static plan => plan.Run());
        var table = new Table(2, "`Near`", "notifications", "processes", "reads a second", "commands a second", "server busy", "runs of the body", "oldest answer after an invalidation");
        foreach (var (plan, result) in plans.Zip(results))
        {
            table.Row(
                plan.Near == 0 ? "none" : Table.Number(plan.Near / 10.0) + " s",
                plan.Near == 0 ? "" : plan.Notices ? "on" : "off",
                Table.Number(plan.Processes),
                Table.Number(result.Reads / HotKey.Time.TotalSeconds),
                Table.Number(result.Load.Commands / HotKey.Time.TotalSeconds),
                Table.Percent(result.Load.Share),
                Table.Number(result.Runs),
                Table.Time(result.Oldest));
        }

        page.Write("scale-hot", table);
        var chosen = plans.Zip(results).Where(pair => pair.First.Processes == sizes[^1] && pair.First.Near > 0).ToArray();
        var without = results[plans.ToList().FindIndex(plan => plan.Processes == sizes[^1] && plan.Near == 0)];
        Figure.Save(
            Path.Combine(page.Folder, "scale-hot.svg"),
            "A hot key: commands a second and the oldest answer after an invalidation, by the length of Near, with and without notifications.",
            PanelOf("Server", "commands a second", result => result.Load.Commands / HotKey.Time.TotalSeconds, true),
            PanelOf("Oldest answer after an invalidation", "ms", result => Math.Max(0.1, result.Oldest.TotalMilliseconds), false));

        Panel PanelOf(string panel, string unit, Func<HotResult, double> of, bool hasBaseline)
        {
            var lines = chosen.GroupBy(static pair => pair.First.Notices).Select(group => new Series(
                group.Key ? "Near, with notifications" : "Near, without notifications",
                group.Key ? LineStyle.Ours : LineStyle.OursThird,
                [.. group.Select(pair => (pair.First.Near / 10.0, of(pair.Second)))])).ToList();
            if (hasBaseline)
                lines.Add(new Series("without Near", LineStyle.None, [(0.1, of(without)), (30, of(without))]));
            var points = lines.SelectMany(static line => line.Points).ToArray();
            return new Panel(panel, Axis.Log("Near, s", points.Select(static point => point.X)), Axis.Log(unit, points.Select(static point => point.Y)), lines);
        }
    }
}
