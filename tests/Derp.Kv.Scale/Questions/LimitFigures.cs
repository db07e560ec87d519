using Derp.Kv.Scale.Charts;

namespace Derp.Kv.Scale.Questions;

/// <summary>A limit that 1,000 processes share.</summary>
internal static class LimitFigures
{
    private static readonly int[] s_batches = [1, 10, 100, 1_000];

    private static readonly bool[] s_uneven = [false, true];

    public static async Task WriteAsync(Page page, bool isQuick)
    {
        var processes = isQuick ? 20 : 1_000;
        var plans = s_uneven.SelectMany(isUneven => s_batches.Select(batch => new SharedLimit(processes, batch, isUneven))).ToArray();
        var results = await Figures.AskAsync(plans, static plan => plan.Run());
        var table = new Table(1, "calls come", "`PermitBatch`", "commands", "server at work", "calls", "admitted", "first denial after", "permits not used yet then", "of the limit", "not used at the end");
        foreach (var (plan, result) in plans.Zip(results))
        {
            table.Row(
                plan.IsUneven ? "mostly from a tenth of the processes" : "from all processes alike",
                Table.Number(plan.PermitBatch),
                Table.Number(result.Load.Commands),
                Table.Time(result.Load.Worked),
                Table.Number(result.Calls),
                Table.Number(result.Admitted),
                Table.Time(result.FirstDenial),
                Table.Number(result.Held),
                Table.Percent(result.Held / (double)LimitedShop.Limit),
                Table.Number(result.Unused));
        }

        page.Write("scale-limit", table);
        Figure.Save(
            Path.Combine(page.Folder, "scale-limit.svg"),
            "A limit that 1,000 processes share: commands, and how much of the limit is not used yet at the first denial, by the size of the batch.",
            PanelOf("Server", "commands in a window", static result => result.Load.Commands),
            PanelOf("Not used yet at the first denial", "% of the limit", static result => Math.Max(0.001, result.Held * 100.0 / LimitedShop.Limit)));

        Panel PanelOf(string panel, string unit, Func<LimitResult, double> of)
        {
            var lines = plans.Zip(results).GroupBy(static pair => pair.First.IsUneven).Select(group => new Series(
                group.Key ? "a tenth of the processes makes nine tenths of the calls" : "all processes call alike",
                group.Key ? LineStyle.OursThird : LineStyle.Ours,
                [.. group.Select(pair => ((double)pair.First.PermitBatch, of(pair.Second)))])).ToArray();
            var points = lines.SelectMany(static line => line.Points).ToArray();
            return new Panel(panel, Axis.Log("PermitBatch", points.Select(static point => point.X)), Axis.Log(unit, points.Select(static point => point.Y)), lines);
        }
    }
}
