using System.Diagnostics.Metrics;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// The instruments of the meter <c>Derp.Kv</c>. Tags name methods, operations and reasons, never keys. One meter a process:
/// the names of methods tell clients' work apart, and descriptors are static. Without a listener an instrument neither
/// allocates nor reads a clock.
/// </summary>
internal static class KvMetrics
{
    public const string MeterName = "Derp.Kv";

    // From a read of memory to the ten leases that a body may take at most.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_hits = s_meter.CreateCounter<long>("derp.kv.cache.hits", "{call}", "Calls answered by a stored value.");
    private static readonly Counter<long> s_misses = s_meter.CreateCounter<long>("derp.kv.cache.misses", "{call}", "Calls that found no usable value.");
    private static readonly Counter<long> s_joins = s_meter.CreateCounter<long>("derp.kv.cache.joins", "{call}", "Calls that shared the flight of another call.");
    private static readonly Counter<long> s_bodyRuns = s_meter.CreateCounter<long>("derp.kv.cache.body_runs", "{run}", "Runs of cached bodies.");
    private static readonly Counter<long> s_waits = s_meter.CreateCounter<long>("derp.kv.cache.waits", "{wait}", "Waits for another process, by how they ended.");
    private static readonly Counter<long> s_failOpen = s_meter.CreateCounter<long>("derp.kv.cache.fail_open", "{operation}", "Store operations that failed and were done without.");
    private static readonly Counter<long> s_notStored = s_meter.CreateCounter<long>("derp.kv.cache.not_stored", "{value}", "Values returned and not stored, by reason.");
    private static readonly Counter<long> s_unreadable = s_meter.CreateCounter<long>("derp.kv.cache.unreadable", "{value}", "Stored values that could not be read, and were removed.");
    private static readonly Counter<long> s_leaseLost = s_meter.CreateCounter<long>("derp.kv.cache.lease_lost", "{lease}", "Leases that were gone when their holder renewed them.");
    private static readonly Counter<long> s_givenUp = s_meter.CreateCounter<long>("derp.kv.cache.given_up", "{run}", "Bodies given up after ten leases.");
    private static readonly Counter<long> s_transitions = s_meter.CreateCounter<long>("derp.kv.breaker.transitions", "{transition}", "Changes of circuit breakers, by the new state.");

    private static readonly Counter<long> s_idempotentRuns = s_meter.CreateCounter<long>("derp.kv.idempotency.body_runs", "{run}", "Runs of idempotent bodies.");
    private static readonly Counter<long> s_replays = s_meter.CreateCounter<long>("derp.kv.idempotency.replays", "{call}", "Calls answered by a stored result.");
    private static readonly Counter<long> s_conflicts = s_meter.CreateCounter<long>("derp.kv.idempotency.conflicts", "{call}", "Calls refused, by reason.");
    private static readonly Counter<long> s_claimWaits = s_meter.CreateCounter<long>("derp.kv.idempotency.waits", "{wait}", "Waits for the owner of a claim, by how they ended.");
    private static readonly Counter<long> s_claimLost = s_meter.CreateCounter<long>("derp.kv.idempotency.claim_lost", "{claim}", "Claims that were gone when their owner renewed them.");
    private static readonly Counter<long> s_resultsNotStored = s_meter.CreateCounter<long>("derp.kv.idempotency.not_stored", "{result}", "Results returned to their caller that cannot be replayed, by reason.");
    private static readonly Counter<long> s_unprotected = s_meter.CreateCounter<long>("derp.kv.idempotency.unprotected", "{call}", "Bodies run while the store could not be asked.");
    private static readonly Counter<long> s_claimFailures = s_meter.CreateCounter<long>("derp.kv.idempotency.store_failures", "{operation}", "Store operations of idempotent calls that failed.");

    private static readonly Counter<long> s_admitted = s_meter.CreateCounter<long>("derp.kv.ratelimit.admitted", "{call}", "Calls admitted.");
    private static readonly Counter<long> s_denied = s_meter.CreateCounter<long>("derp.kv.ratelimit.denied", "{call}", "Calls denied.");
    private static readonly Counter<long> s_notCounted = s_meter.CreateCounter<long>("derp.kv.ratelimit.not_counted", "{call}", "Calls decided without the store.");

    public static readonly Histogram<double> CacheBodies = Seconds("derp.kv.cache.body_duration", "How long cached bodies run.");
    public static readonly Histogram<double> CacheWaits = Seconds("derp.kv.cache.wait_duration", "How long calls wait for another process, by how the wait ended.");
    public static readonly Histogram<double> IdempotentBodies = Seconds("derp.kv.idempotency.body_duration", "How long idempotent bodies run.");
    public static readonly Histogram<double> ClaimWaits = Seconds("derp.kv.idempotency.wait_duration", "How long calls wait for the owner of a claim, by how the wait ended.");

    public static readonly BreakerRegistry Breakers = new(s_meter);

    public static void Hit(string method) => s_hits.Add(1, Method(method));

    public static void Miss(string method) => s_misses.Add(1, Method(method));

    public static void HitOrMiss(string method, bool hit) => (hit ? s_hits : s_misses).Add(1, Method(method));

    public static void Join(string method) => s_joins.Add(1, Method(method));

    public static void BodyRun(string method) => s_bodyRuns.Add(1, Method(method));

    public static void FailOpen(string method, string operation) => s_failOpen.Add(1, Method(method), new("operation", operation));

    public static void ValueNotStored(string method, string reason) => s_notStored.Add(1, Method(method), new("reason", reason));

    public static void Unreadable(string method) => s_unreadable.Add(1, Method(method));

    public static void LeaseLost(string method) => s_leaseLost.Add(1, Method(method));

    public static void GivenUp(string method) => s_givenUp.Add(1, Method(method));

    public static void BreakerChanged(string client, bool open) => s_transitions.Add(1, new("client", client), new("state", open ? "open" : "closed"));

    public static void IdempotentRun(string method) => s_idempotentRuns.Add(1, Method(method));

    public static void Replay(string method) => s_replays.Add(1, Method(method));

    public static void Conflict(string method, string reason) => s_conflicts.Add(1, Method(method), new("reason", reason));

    public static void ClaimLost(string method) => s_claimLost.Add(1, Method(method));

    public static void ResultNotStored(string method, string reason) => s_resultsNotStored.Add(1, Method(method), new("reason", reason));

    public static void Unprotected(string method) => s_unprotected.Add(1, Method(method));

    public static void ClaimFailure(string method, string operation) => s_claimFailures.Add(1, Method(method), new("operation", operation));

    public static void Decided(string method, in RateLimitResult result)
    {
        if (!result.Counted)
            s_notCounted.Add(1, Method(method));
        (result.Allowed ? s_admitted : s_denied).Add(1, Method(method));
    }

    /// <summary>A wait has ended; <paramref name="duration"/> tells whose.</summary>
    public static void Waited(Histogram<double> duration, string method, string outcome) =>
        (duration == ClaimWaits ? s_claimWaits : s_waits).Add(1, Method(method), new("outcome", outcome));

    public static KeyValuePair<string, object?> Method(string method) => new("method", method);

    private static Histogram<double> Seconds(string name, string description) =>
        s_meter.CreateHistogram(name, "s", description, tags: null, s_seconds);
}
