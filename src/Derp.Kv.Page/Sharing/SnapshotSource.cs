using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Page.Figures;

namespace Derp.Kv.Page.Sharing;

/// <summary>Takes the figures of this process.</summary>
/// <param name="clients">All clients of the application.</param>
/// <param name="time">The clock.</param>
internal sealed class SnapshotSource(IReadOnlyList<KvClient> clients, TimeProvider time)
{
    // A process may have thousands of methods.
    private const int MostRows = 150;

    private static readonly string s_name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} ({Environment.ProcessId})");
    private static readonly DateTimeOffset s_started = new(Process.GetCurrentProcess().StartTime);

    public ProcessSnapshot Take(Recorder recorder)
    {
        var rows = Enum.GetValues<Group>().SelectMany(group => RowsOf(recorder, group)).OrderByDescending(static row => row.Counts.Sum()).ToList();
        return new(
            ProcessSnapshot.CurrentVersion,
            s_name,
            Math.Max(0, (long)(time.GetUtcNow() - s_started).TotalSeconds),
            [.. clients.Select(StateOf)],
            [.. Enum.GetValues<Figure>().Select(figure => Array.ConvertAll(recorder.Lines.Read(figure), static rate => Math.Round(rate, 1)))],
            [.. rows.Take(MostRows)],
            Math.Max(0, rows.Count - MostRows));
    }

    private static IEnumerable<RowSnapshot> RowsOf(Recorder recorder, Group group)
    {
        foreach (var (name, row) in recorder.RowsOf(group))
        {
            var snapshot = new RowSnapshot((int)group, name, CountsOf(row), Pairs(row.Read(Times.Bodies)), Pairs(row.Read(Times.Waits)));
            if (snapshot.Counts.Length > 0 || snapshot.Waits.Length > 0)
                yield return snapshot;
        }
    }

    private static long[] CountsOf(Row row)
    {
        var counts = new long[Row.Width];
        var used = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = row.Sum((Figure)i);
            if (counts[i] != 0)
                used = i + 1;
        }

        return counts[..used];
    }

    private static long[] Pairs(long[] buckets) => [.. buckets.Index().Where(static bucket => bucket.Item > 0).SelectMany(static bucket => new[] { bucket.Index, bucket.Item })];

    private static ClientState StateOf(KvClient client)
    {
        var status = client.GetStatus();
        return new(
            status.Name,
            BackendOf(client),
            status.BreakerOpen,
            status.WriteBreakerOpen,
            status.Flights,
            status.Leases,
            status.Claims,
            status.Waiters,
            status.QueuedInvalidations,
            status.LostInvalidations,
            status.NearEntries,
            status.NearBytes);
    }

    private static string BackendOf(KvClient client) => client.GetType().Name switch
    {
        nameof(MemoryKvClient) => "memory",
        "StackExchangeRedisKvClient" => "StackExchange.Redis",
        "ValkeyClient" => "Valkey.Glide",
        var other => other,
    };
}
