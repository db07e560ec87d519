using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Ledger.Diagnostics;

/// <summary>The instruments of ledgers, in the meter of the core. Tags name methods, ledgers and reasons, never keys.</summary>
internal static class LedgerMetrics
{
    // From a read of one row to a body that calls other services.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    private static readonly Meter s_meter = new(KvMetrics.MeterName);

    private static readonly Counter<long>? s_bodyRuns = Counter("derp.kv.ledger.body_runs", "{run}", "Runs of bodies in a transaction of a ledger.");
    private static readonly Counter<long>? s_replays = Counter("derp.kv.ledger.replays", "{call}", "Calls answered by a stored result.");
    private static readonly Counter<long>? s_conflicts = Counter("derp.kv.ledger.conflicts", "{call}", "Calls rejected, by reason.");
    private static readonly Counter<long>? s_waits = Counter("derp.kv.ledger.waits", "{wait}", "Waits for the transaction of another call, by how they ended.");
    private static readonly Counter<long>? s_rolledBack = Counter("derp.kv.ledger.rolled_back", "{run}", "Runs whose transaction was rolled back, by reason.");
    private static readonly Counter<long>? s_notStored = Counter("derp.kv.ledger.not_stored", "{result}", "Results returned to their caller that cannot be replayed, by reason.");
    private static readonly Counter<long>? s_unanswered = Counter("derp.kv.ledger.unanswered_commits", "{commit}", "Commits that were not answered, by what became of them.");
    private static readonly Counter<long>? s_purged = Counter("derp.kv.ledger.purged", "{row}", "Expired rows that were deleted.");

    private static readonly Histogram<double>? s_bodies = Seconds("derp.kv.ledger.body_duration", "How long bodies run in a transaction of a ledger.");
    private static readonly Histogram<double>? s_waitTimes = Seconds("derp.kv.ledger.wait_duration", "How long calls wait for the transaction of another call, by how the wait ended.");

    /// <summary>Whether a body's time is asked for: without a listener no clock is read.</summary>
    public static bool MeasuresBodies => s_bodies is { Enabled: true };

    /// <summary>Whether the time of waits is asked for.</summary>
    public static bool MeasuresWaits => s_waitTimes is { Enabled: true };

    public static void Ran(string method) => Quietly.Count(s_bodyRuns, KvMetrics.Method(method));

    public static void BodyEnded(string method, TimeSpan duration, Exception? exception)
    {
        if (exception is null)
            Quietly.Record(s_bodies, duration, KvMetrics.Method(method));
        else
            Quietly.Record(s_bodies, duration, KvMetrics.Method(method), new("error.type", exception.GetType().FullName));
    }

    public static void Replayed(string method) => Quietly.Count(s_replays, KvMetrics.Method(method));

    public static void Conflict(string method, string reason) => Quietly.Count(s_conflicts, KvMetrics.Method(method), new("reason", reason));

    public static void Waited(string method, string outcome, TimeSpan duration)
    {
        Quietly.Count(s_waits, KvMetrics.Method(method), new("outcome", outcome));
        Quietly.Record(s_waitTimes, duration, KvMetrics.Method(method), new("outcome", outcome));
    }

    public static void RolledBack(string method, string reason) => Quietly.Count(s_rolledBack, KvMetrics.Method(method), new("reason", reason));

    public static void NotStored(string method, string reason) => Quietly.Count(s_notStored, KvMetrics.Method(method), new("reason", reason));

    public static void Unanswered(string method, string outcome) => Quietly.Count(s_unanswered, KvMetrics.Method(method), new("outcome", outcome));

    public static void Purged(string ledger, long rows)
    {
        if (rows > 0)
            Quietly.Add(s_purged, rows, new("ledger", ledger));
    }

    private static Counter<long>? Counter(string name, string unit, string description) =>
        Quietly.Get(() => s_meter.CreateCounter<long>(name, unit, description));

    private static Histogram<double>? Seconds(string name, string description) =>
        Quietly.Get(() => s_meter.CreateHistogram(name, "s", description, tags: null, s_seconds));
}
