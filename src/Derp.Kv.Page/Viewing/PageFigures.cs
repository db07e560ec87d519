using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>
/// What the page gets once a second, the sum of all processes: what needs somebody, each client of each process, rates of the last sixty seconds by name, and
/// the tables. Alone: the store does not let this process hear of others.
/// </summary>
internal sealed record PageFigures(
    bool Alone,
    IReadOnlyList<Alarm> Alarms,
    IReadOnlyList<ClientRow> Clients,
    IReadOnlyDictionary<string, double[]> Lines,
    IReadOnlyList<CachedRow> Cached,
    IReadOnlyList<OnceRow> Once,
    IReadOnlyList<LimitRow> Limits,
    IReadOnlyList<RouteRow> Routes);

/// <summary>A line of the strip at the top; its level is <c>warning</c> or <c>error</c>.</summary>
internal sealed record Alarm(string Level, string Text);

internal sealed record ClientRow(
    string Name,
    long Up,
    string Client,
    string Backend,
    bool Breaker,
    bool WriteBreaker,
    int Flights,
    int Leases,
    int Claims,
    int Waiters,
    int Queued,
    int NearEntries,
    long NearBytes)
{
    public static ClientRow Of(ProcessSnapshot process, ClientState client) => new(
        process.Name,
        process.Up,
        client.Client,
        client.Backend,
        client.Breaker,
        client.WriteBreaker,
        client.Flights,
        client.Leases,
        client.Claims,
        client.Waiters,
        client.Queued,
        client.NearEntries,
        client.NearBytes);
}

internal sealed record CachedRow(string Method, long Near, long Hits, long Misses, long Joins, long Runs, long Failures, long Stale, double? P50, double? P95, double? P99, double? Wait95);

internal sealed record OnceRow(string Method, long Runs, long Replays, long Conflicts, long Failures, long Lost, double? P50, double? P95, double? P99);

internal sealed record LimitRow(string Method, long Admitted, long Denied, long Remembered, long Uncounted);

internal sealed record RouteRow(string Route, long Replays, long Conflicts);
