using Derp.Kv.Scale.Charts;

namespace Derp.Kv.Scale.Questions;

/// <summary>What notifications cost, and from what size on they cost more than they give.</summary>
internal static class NoticeFigures
{
    private static readonly int[] s_rates = [1, 10, 100];

    private static readonly bool[] s_notices = [true, false];

    public static async Task WriteAsync(Page page, bool isQuick)
    {
        var sizes = isQuick ? [10, 100] : new[] { 10, 100, 1_000, 3_000, 10_000 };
        var plans = s_rates.SelectMany(rate => sizes.SelectMany(size => new[] { new NoticeCost(size, rate, true), new NoticeCost(size, rate, false) })).ToArray();
        var results = await Figures.AskAsync(plans, static plan => plan.Run());
        var table = new Table(0, "invalidations a second", "processes", "messages a second", "commands a second, on", "commands a second, off", "server busy, on", "server busy, off");
        for (var i = 0; i < plans.Length; i += 2)
        {
            var (on, off, seconds) = (results[i], results[i + 1], NoticeCost.Time.TotalSeconds);
            table.Row(
                Table.Number(plans[i].InvalidationsASecond),
                Table.Number(plans[i].Processes),
                Table.Number(on.Notices / seconds),
                Table.Number(on.Commands / seconds),
                Table.Number(off.Commands / seconds),
                Table.Percent(on.Share),
                Table.Percent(off.Share));
        }

        page.Write("scale-notices", table);
        Figure.Save(
            Path.Combine(page.Folder, "scale-notices.svg"),
            "How busy the server is, by the number of processes, with and without notifications, for 1, 10 and 100 invalidations a second.",
            [.. s_rates.Select(PanelOf)]);

        Panel PanelOf(int rate)
        {
            var lines = s_notices.Select(notices => new Series(
                notices ? "NearNotices = true" : "NearNotices = false",
                notices ? LineStyle.Ours : LineStyle.OursThird,
                [.. plans.Zip(results).Where(pair => pair.First.InvalidationsASecond == rate && pair.First.Notices == notices).Select(static pair => ((double)pair.First.Processes, pair.Second.Share * 100))])).ToArray();
            var all = results.Select(static result => result.Share * 100);
            return new Panel(rate == 1 ? "1 invalidation a second" : $"{rate} invalidations a second", Axis.Log("processes", plans.Select(static plan => (double)plan.Processes)), Axis.Log("% of the server's thread", all), lines);
        }
    }
}
