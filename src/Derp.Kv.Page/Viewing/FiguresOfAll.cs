using Derp.Kv.Page.Figures;
using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>Adds up what the processes tell.</summary>
internal static class FiguresOfAll
{
    private static readonly (string Name, Figure Figure)[] s_lines =
    [
        ("near", Figure.NearHits), ("hits", Figure.Hits), ("misses", Figure.Misses),
        ("runs", Figure.Runs), ("failures", Figure.Failures), ("joins", Figure.Joins), ("shared", Figure.Shared),
        ("first", Figure.First), ("replays", Figure.Replays), ("conflicts", Figure.Conflicts),
        ("admitted", Figure.Admitted), ("denied", Figure.Denied), ("uncounted", Figure.Uncounted),
    ];

    // An event stays below 32 KiB with names of a usual length.
    private const int MostRows = 80;
    private const int MostClients = 40;

    public static PageFigures Sum(IReadOnlyList<ProcessSnapshot> processes, bool alone)
    {
        var all = processes.SelectMany(static process => process.Rows)
            .GroupBy(static row => (Group: (Group)row.Group, row.Name))
            .Select(static same => (same.Key.Group, Sum: new RowSum(same.Key.Name, same)))
            .OrderByDescending(static row => row.Sum.All)
            .ThenBy(static row => row.Sum.Name, StringComparer.Ordinal)
            .ToList();
        var rows = all.Take(MostRows).ToLookup(static row => row.Group, static row => row.Sum);
        return new(
            alone,
            Alarms.Of(processes, [.. all.Select(static row => row.Sum)]),
            NowOf(processes),
            [.. processes.SelectMany(static process => process.Clients.Select(client => ClientRow.Of(process, client))).Take(MostClients)],
            s_lines.ToDictionary(static line => line.Name, line => Add(processes, line.Figure), StringComparer.Ordinal),
            [.. rows[Group.Cached].Select(CachedOf)],
            [.. rows[Group.Once].Select(OnceOf)],
            [.. rows[Group.Limits].Select(LimitOf)],
            [.. rows[Group.Routes].Select(static row => new RouteRow(row.Name, row[Figure.RouteReplays], row[Figure.RouteConflicts]))],
            Math.Max(0, all.Count - MostRows) + processes.Max(static process => process.LeftOut));
    }

    private static NowFigures NowOf(IReadOnlyList<ProcessSnapshot> processes)
    {
        var clients = processes.SelectMany(static process => process.Clients).ToList();
        return new(
            processes.Count,
            clients.Sum(static client => client.Flights),
            clients.Sum(static client => client.Leases),
            clients.Sum(static client => client.Claims),
            clients.Sum(static client => client.Waiters),
            clients.Sum(static client => client.NearBytes));
    }

    private static double[] Add(IReadOnlyList<ProcessSnapshot> processes, Figure figure)
    {
        var sum = new double[Lines.Seconds];
        foreach (var process in processes)
        {
            if (process.Lines.Count <= (int)figure || process.Lines[(int)figure] is not { Length: Lines.Seconds } line)
                continue;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += line[i];
        }

        return Array.ConvertAll(sum, static rate => Math.Round(rate, 1));
    }

    private static CachedRow CachedOf(RowSum row) => new(
        row.Name,
        row[Figure.NearHits],
        row[Figure.Hits],
        row[Figure.Misses],
        row[Figure.Joins],
        row[Figure.NearHits] + row[Figure.Hits] + row[Figure.Joins] + row[Figure.Shared],
        row[Figure.Runs],
        row[Figure.Failures],
        row[Figure.Stale],
        row.Body(0.5),
        row.Body(0.95),
        row.Body(0.99),
        row.Wait(0.95));

    private static OnceRow OnceOf(RowSum row) => new(
        row.Name,
        row[Figure.First],
        row[Figure.Replays],
        row[Figure.Conflicts],
        row[Figure.FirstFailures],
        row[Figure.ClaimsLost],
        row.Body(0.5),
        row.Body(0.95),
        row.Body(0.99));

    private static LimitRow LimitOf(RowSum row) =>
        new(row.Name, row[Figure.Admitted], row[Figure.Denied], row[Figure.Remembered], row[Figure.Uncounted]);
}
