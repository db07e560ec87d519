using Derp.Kv.Scale.Charts;
using Derp.Kv.Scale.Peers;

namespace Derp.Kv.Scale.Questions;

/// <summary>The primary crashes in the middle; a replica that was 50 ms behind takes over three seconds later.</summary>
internal static class FailoverFigures
{
    private static readonly int[] s_tenths = [0, 10, 30, 100];
    private static readonly bool[] s_notices = [true, false];
    private static readonly int[] s_batches = [1, 10, 100, 1_000];

    public static async Task WriteAsync(Page page, bool isQuick)
    {
        var size = isQuick ? 100 : 1_000;
        var cold = ColdReaders.Names.SelectMany(reader => new[] { new ColdStart(reader, size, 1, 1), new ColdStart(reader, size, 1, 1, FailsOver: true) }).ToArray();
        var coldResults = await Figures.AskAsync(cold, static plan => plan.Run());
        var table = new Table(1, "way", "runs, without", "runs, with", "most at the source, without", "with", "all have the value, without", "with");
        for (var i = 0; i < cold.Length; i += 2)
        {
            var (without, with) = (coldResults[i], coldResults[i + 1]);
            table.Row(
                cold[i].Reader,
                Table.Number(without.Runs),
                Table.Number(with.Runs),
                Table.Number(without.MostAtSource),
                Table.Number(with.MostAtSource),
                Table.Time(without.All, ColdStart.Patience),
                Table.Time(with.All, ColdStart.Patience));
        }

        page.Write("scale-failover-cold", table);

        var hot = s_tenths.SelectMany(near => s_notices.Where(notices => notices || near > 0).Select(notices => new HotKey(size, near, notices, FailsOver: true))).ToArray();
        var hotResults = await Figures.AskAsync(hot, static plan => plan.Run());
        table = new Table(2, "`Near`", "notifications", "runs of the body", "commands a second", "oldest answer after an invalidation");
        foreach (var (plan, result) in hot.Zip(hotResults))
            table.Row(plan.Near == 0 ? "none" : Table.Number(plan.Near / 10.0) + " s", plan.Near == 0 ? "" : plan.Notices ? "on" : "off", Table.Number(result.Runs), Table.Number(result.Load.Commands / HotKey.Time.TotalSeconds), Table.Time(result.Oldest));
        page.Write("scale-failover-hot", table);

        var limits = s_batches.Select(batch => new SharedLimit(size, batch, IsUneven: false, FailsOver: true)).ToArray();
        var limitResults = await Figures.AskAsync(limits, static plan => plan.Run());
        table = new Table(0, "`PermitBatch`", "calls", "admitted", "over the limit", "of the limit");
        foreach (var (plan, result) in limits.Zip(limitResults))
        {
            var over = Math.Max(0, result.Admitted - LimitedShop.Limit);
            table.Row(Table.Number(plan.PermitBatch), Table.Number(result.Calls), Table.Number(result.Admitted), Table.Number(over), Table.Percent(over / (double)LimitedShop.Limit));
        }

        page.Write("scale-failover-limit", table);
    }
}
