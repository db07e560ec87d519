using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Ledger.Diagnostics;

/// <summary>The ledger's instruments of the meter <c>Derp.Kv</c>, by the rules of <see cref="KvMetrics"/>.</summary>
internal static class LedgerMetrics
{
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    private static readonly Meter s_meter = new(KvMetrics.MeterName);

    private static readonly Counter<long>? s_bodyRuns = Counter("derp.kv.ledger.body_runs", "{run}", "Runs of bodies in a ledger's transaction.");
    private static readonly Counter<long>? s_replays = Counter("derp.kv.ledger.replays", "{call}", "Calls answered by a stored result, by where it was found.");
    private static readonly Counter<long>? s_conflicts = Counter("derp.kv.ledger.conflicts", "{call}", "Calls rejected, by reason.");
    private static readonly Counter<long>? s_waits = Counter("derp.kv.ledger.waits", "{wait}", "Waits for another call with the same key, by how they ended.");
    private static readonly Counter<long>? s_notReplayable = Counter("derp.kv.ledger.not_replayable", "{result}", "Results returned to their caller that cannot be replayed, by reason.");
    private static readonly Counter<long>? s_settled = Counter("derp.kv.ledger.settled", "{commit}", "Commits that were not answered, by what became of them.");
    private static readonly Counter<long>? s_mirrorFailures = Counter("derp.kv.ledger.store_failures", "{operation}", "Operations of a store beside the ledger that failed.");
    private static readonly Histogram<double>? s_bodies = Quietly.Get(static () => s_meter.CreateHistogram("derp.kv.ledger.body_duration", "s", "How long bodies run in a ledger's transaction.", tags: null, s_seconds));

    public static void Replay(string method, string from) => Quietly.Count(s_replays, KvMetrics.Method(method), new("from", from));

    public static void Conflict(string method, string reason) => Quietly.Count(s_conflicts, KvMetrics.Method(method), new("reason", reason));

    public static void Waited(string method, string outcome) => Quietly.Count(s_waits, KvMetrics.Method(method), new("outcome", outcome));

    public static void NotReplayable(string method, string reason) => Quietly.Count(s_notReplayable, KvMetrics.Method(method), new("reason", reason));

    public static void Settled(string method, string outcome) => Quietly.Count(s_settled, KvMetrics.Method(method), new("outcome", outcome));

    public static void MirrorFailed(string method, string operation) => Quietly.Count(s_mirrorFailures, KvMetrics.Method(method), new("operation", operation));

    /// <summary>Counts a run; when it began, if somebody wants to know how long it takes.</summary>
    public static long BeginBody(string method, TimeProvider time)
    {
        Quietly.Count(s_bodyRuns, KvMetrics.Method(method));
        return s_bodies is { Enabled: true } ? time.GetTimestamp() : long.MinValue;
    }

    public static void EndBody(string method, TimeProvider time, long began)
    {
        if (began != long.MinValue)
            Quietly.Record(s_bodies, time.GetElapsedTime(began), KvMetrics.Method(method));
    }

    private static Counter<long>? Counter(string name, string unit, string description) =>
        Quietly.Get(() => s_meter.CreateCounter<long>(name, unit, description));
}
