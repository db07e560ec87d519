using System.Diagnostics.Metrics;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// The instruments of the meter <c>Derp.Kv</c>. Tags name methods, operations and reasons, never keys. One meter per process:
/// the names of methods tell clients' work apart, and descriptors are static. Without a listener an instrument neither
/// allocates nor reads a clock; the exception of a listener is swallowed.
/// </summary>
internal static class KvMetrics
{
    public const string MeterName = "Derp.Kv";

    // From a read of memory to 10 × LockTtl, the longest time of a body.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    // Those of the conventions.
    private static readonly InstrumentAdvice<double> s_operationSeconds = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] };

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long>? s_hits = Counter("derp.kv.cache.hits", "{call}", "Calls answered by a stored value.");
    private static readonly Counter<long>? s_misses = Counter("derp.kv.cache.misses", "{call}", "Calls that found no usable value.");
    private static readonly Counter<long>? s_joins = Counter("derp.kv.cache.joins", "{call}", "Calls that shared the flight of another call.");
    private static readonly Counter<long>? s_bodyRuns = Counter("derp.kv.cache.body_runs", "{run}", "Runs of cached bodies.");
    private static readonly Counter<long>? s_waits = Counter("derp.kv.cache.waits", "{wait}", "Waits for another process, by how they ended.");
    private static readonly Counter<long>? s_failOpen = Counter("derp.kv.cache.fail_open", "{operation}", "Failed store operations of calls that continued without the store.");
    private static readonly Counter<long>? s_notStored = Counter("derp.kv.cache.not_stored", "{value}", "Values returned and not stored, by reason.");
    private static readonly Counter<long>? s_unreadable = Counter("derp.kv.cache.unreadable", "{value}", "Stored values that could not be read, and were removed.");
    private static readonly Counter<long>? s_outdated = Counter("derp.kv.cache.outdated", "{value}", "Stored values that were removed, since a tag of theirs was invalidated after their body began.");
    private static readonly Counter<long>? s_stale = Counter("derp.kv.cache.stale", "{call}", "Calls answered by a value past its lifetime, since its body fails or takes too long.");
    private static readonly Counter<long>? s_refreshes = Counter("derp.kv.cache.refreshes", "{run}", "Runs of bodies to renew a value that is served meanwhile, or kept past its lifetime.");
    private static readonly Counter<long>? s_refreshFailures = Counter("derp.kv.cache.refresh_failures", "{run}", "Such runs that failed.");
    private static readonly Counter<long>? s_leaseLost = Counter("derp.kv.cache.lease_lost", "{lease}", "Leases that no longer existed when their holder renewed them.");
    private static readonly Counter<long>? s_givenUp = Counter("derp.kv.cache.given_up", "{run}", "Bodies that were cancelled after ten LockTtl.");
    private static readonly Counter<long>? s_transitions = Counter("derp.kv.breaker.transitions", "{transition}", "Changes of circuit breakers, by the new state.");

    private static readonly Counter<long>? s_invalidated = Counter("derp.kv.invalidation.done", "{invalidation}", "Keys and tags that methods have invalidated.");
    private static readonly Counter<long>? s_invalidationsQueued = Counter("derp.kv.invalidation.queued", "{invalidation}", "Invalidations that are repeated, since the store could not be told.");
    private static readonly Counter<long>? s_invalidationsLost = Counter("derp.kv.invalidation.lost", "{invalidation}", "Invalidations that were given up, by reason.");

    private static readonly Counter<long>? s_keptNear = Counter("derp.kv.near.kept", "{value}", "Values that near caches took up.");
    private static readonly Counter<long>? s_notKeptNear = Counter("derp.kv.near.not_kept", "{value}", "Values that near caches did not take up, by reason.");
    private static readonly Counter<long>? s_flushedNear = Counter("derp.kv.near.flushed", "{flush}", "How often a near cache voided all its entries, by reason.");
    private static readonly Counter<long>? s_ignoredNotices = Counter("derp.kv.near.ignored_notices", "{notice}", "Notices of invalidations that are none of this library's.");

    private static readonly Counter<long>? s_idempotentRuns = Counter("derp.kv.idempotency.body_runs", "{run}", "Runs of idempotent bodies.");
    private static readonly Counter<long>? s_replays = Counter("derp.kv.idempotency.replays", "{call}", "Calls answered by a stored result.");
    private static readonly Counter<long>? s_conflicts = Counter("derp.kv.idempotency.conflicts", "{call}", "Calls rejected, by reason.");
    private static readonly Counter<long>? s_claimWaits = Counter("derp.kv.idempotency.waits", "{wait}", "Waits for the owner of a claim, by how they ended.");
    private static readonly Counter<long>? s_claimLost = Counter("derp.kv.idempotency.claim_lost", "{claim}", "Claims that no longer existed when their owner renewed them.");
    private static readonly Counter<long>? s_resultsNotStored = Counter("derp.kv.idempotency.not_stored", "{result}", "Results returned to their caller that cannot be replayed, by reason.");
    private static readonly Counter<long>? s_unprotected = Counter("derp.kv.idempotency.unprotected", "{call}", "Bodies run while the store could not be asked.");
    private static readonly Counter<long>? s_claimFailures = Counter("derp.kv.idempotency.store_failures", "{operation}", "Store operations of idempotent calls that failed.");

    private static readonly Counter<long>? s_admitted = Counter("derp.kv.ratelimit.admitted", "{call}", "Calls admitted.");
    private static readonly Counter<long>? s_denied = Counter("derp.kv.ratelimit.denied", "{call}", "Calls denied.");
    private static readonly Counter<long>? s_remembered = Counter("derp.kv.ratelimit.remembered", "{call}", "Denied calls that were not asked of the store, since it had denied the same call not long before.");
    private static readonly Counter<long>? s_refunded = Counter("derp.kv.ratelimit.refunded", "{permit}", "Permits refunded.");
    private static readonly Counter<long>? s_notCounted = Counter("derp.kv.ratelimit.not_counted", "{call}", "Calls decided without the store.");

    public static readonly Histogram<double>? CacheBodies = Seconds("derp.kv.cache.body_duration", "How long cached bodies run.");
    public static readonly Histogram<double>? CacheWaits = Seconds("derp.kv.cache.wait_duration", "How long calls wait for another process, by how the wait ended.");
    public static readonly Histogram<double>? IdempotentBodies = Seconds("derp.kv.idempotency.body_duration", "How long idempotent bodies run.");
    public static readonly Histogram<double>? ClaimWaits = Seconds("derp.kv.idempotency.wait_duration", "How long calls wait for the owner of a claim, by how the wait ended.");

    public static readonly Histogram<double>? Operations = Seconds("db.client.operation.duration", "Duration of database client operations.", s_operationSeconds);

    public static readonly ClientRegistry Clients = new(s_meter);

    public static readonly BreakerRegistry Breakers = new(s_meter);

    public static readonly NearRegistry NearCaches = new(s_meter);

    public static void KeptNear(string method) => Quietly.Count(s_keptNear, Method(method));

    public static void NotKeptNear(string method, string reason) => Quietly.Count(s_notKeptNear, Method(method), new("reason", reason));

    public static void FlushedNear(string client, string reason) => Quietly.Count(s_flushedNear, new("client", client), new("reason", reason));

    public static void NearNoticeIgnored(string client) => Quietly.Count(s_ignoredNotices, new KeyValuePair<string, object?>("client", client));

    public static void Hit(string method) => Quietly.Count(s_hits, Method(method));

    public static void Miss(string method) => Quietly.Count(s_misses, Method(method));

    public static void HitOrMiss(string method, bool hit) => Quietly.Count(hit ? s_hits : s_misses, Method(method));

    public static void Join(string method) => Quietly.Count(s_joins, Method(method));

    public static void BodyRun(string method) => Quietly.Count(s_bodyRuns, Method(method));

    public static void FailOpen(string method, string operation) => Quietly.Count(s_failOpen, Method(method), new("operation", operation));

    public static void ValueNotStored(string method, string reason) => Quietly.Count(s_notStored, Method(method), new("reason", reason));

    public static void Unreadable(string method) => Quietly.Count(s_unreadable, Method(method));

    public static void Outdated(string method) => Quietly.Count(s_outdated, Method(method));

    public static void Invalidated(string method) => Quietly.Count(s_invalidated, Method(method));

    public static void InvalidationQueued(string method) => Quietly.Count(s_invalidationsQueued, Method(method));

    public static void InvalidationLost(string method, string reason) => Quietly.Count(s_invalidationsLost, Method(method), new("reason", reason));

    public static void Stale(string method) => Quietly.Count(s_stale, Method(method));

    public static void Refresh(string method) => Quietly.Count(s_refreshes, Method(method));

    public static void RefreshFailed(string method) => Quietly.Count(s_refreshFailures, Method(method));

    public static void LeaseLost(string method) => Quietly.Count(s_leaseLost, Method(method));

    public static void GivenUp(string method) => Quietly.Count(s_givenUp, Method(method));

    public static void BreakerChanged(string client, string operations, bool open) =>
        Quietly.Count(s_transitions, new("client", client), new("operations", operations), new("state", open ? "open" : "closed"));

    public static void IdempotentRun(string method) => Quietly.Count(s_idempotentRuns, Method(method));

    public static void Replay(string method) => Quietly.Count(s_replays, Method(method));

    public static void Conflict(string method, string reason) => Quietly.Count(s_conflicts, Method(method), new("reason", reason));

    public static void ClaimLost(string method) => Quietly.Count(s_claimLost, Method(method));

    public static void ResultNotStored(string method, string reason) => Quietly.Count(s_resultsNotStored, Method(method), new("reason", reason));

    public static void Unprotected(string method) => Quietly.Count(s_unprotected, Method(method));

    public static void ClaimFailure(string method, string operation) => Quietly.Count(s_claimFailures, Method(method), new("operation", operation));

    public static void Decided(string method, in RateLimitResult result)
    {
        if (!result.Counted)
            Quietly.Count(s_notCounted, Method(method));
        Quietly.Count(result.Allowed ? s_admitted : s_denied, Method(method));
    }

    /// <summary>A call with several limits was decided.</summary>
    /// <param name="method">The wrapper.</param>
    /// <param name="denied">The limit that denied it, or null.</param>
    /// <param name="counted">Whether all were counted.</param>
    public static void Decided(string method, string? denied, bool counted)
    {
        if (!counted)
            Quietly.Count(s_notCounted, Method(method));
        if (denied is null)
            Quietly.Count(s_admitted, Method(method));
        else
            Quietly.Count(s_denied, Method(method), new("limit", denied));
    }

    public static void Remembered(string method) => Quietly.Count(s_remembered, Method(method));

    public static void Refunded(string method, long permits)
    {
        if (permits > 0)
            Quietly.Add(s_refunded, permits, Method(method));
    }

    /// <summary>A wait has ended; <paramref name="duration"/> tells of which kind.</summary>
    public static void Waited(Histogram<double>? duration, string method, string outcome) =>
        Quietly.Count(duration == ClaimWaits ? s_claimWaits : s_waits, Method(method), new("outcome", outcome));

    public static KeyValuePair<string, object?> Method(string method) => new("method", method);

    // Listeners are called when an instrument is created: if one throws then, the instrument does not exist.
    private static Counter<long>? Counter(string name, string unit, string description) =>
        Quietly.Get(() => s_meter.CreateCounter<long>(name, unit, description));

    private static Histogram<double>? Seconds(string name, string description, InstrumentAdvice<double>? advice = null) =>
        Quietly.Get(() => s_meter.CreateHistogram(name, "s", description, tags: null, advice ?? s_seconds));
}
