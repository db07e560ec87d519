using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>What the page gets once a second, the sum of all processes.</summary>
/// <param name="Alone">Whether there may be others of which this process cannot hear.</param>
/// <param name="Alarms">What needs somebody.</param>
/// <param name="Now">The state of all clients together.</param>
/// <param name="Clients">Each client of each process.</param>
/// <param name="Lines">Rates of the last sixty seconds, by name.</param>
/// <param name="Cached">Methods with a cache.</param>
/// <param name="Once">Idempotent methods.</param>
/// <param name="Limits">Limits.</param>
/// <param name="Routes">Idempotent routes.</param>
/// <param name="LeftOut">Rows of the tables that are left out, the least busy.</param>
internal sealed record PageFigures(
    bool Alone,
    IReadOnlyList<Alarm> Alarms,
    NowFigures Now,
    IReadOnlyList<ClientRow> Clients,
    IReadOnlyDictionary<string, double[]> Lines,
    IReadOnlyList<CachedRow> Cached,
    IReadOnlyList<OnceRow> Once,
    IReadOnlyList<LimitRow> Limits,
    IReadOnlyList<RouteRow> Routes,
    int LeftOut);

/// <summary>A line of the strip at the top; its level is <c>warning</c> or <c>error</c>. The text has no number, so that it is announced once.</summary>
internal sealed record Alarm(string Level, string Text, long Count, string When);

internal sealed record NowFigures(int Processes, int Flights, int Leases, int Claims, int Waiters, long NearBytes);

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

internal sealed record CachedRow(
    string Method,
    long Near,
    long Hits,
    long Misses,
    long Joins,
    long Saved,
    long Runs,
    long Failures,
    long Stale,
    double? P50,
    double? P95,
    double? P99,
    double? Wait95);

internal sealed record OnceRow(string Method, long Runs, long Replays, long Conflicts, long Failures, long Lost, double? P50, double? P95, double? P99);

internal sealed record LimitRow(string Method, long Admitted, long Denied, long Remembered, long Uncounted);

internal sealed record RouteRow(string Route, long Replays, long Conflicts);
