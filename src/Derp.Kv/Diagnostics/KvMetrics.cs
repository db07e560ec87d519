using System.Diagnostics.Metrics;

namespace Derp.Kv.Diagnostics;

/// <summary>The instruments of the meter <c>Derp.Kv</c>. Tags name methods and reasons, never keys.</summary>
internal static class KvMetrics
{
    public const string MeterName = "Derp.Kv";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_hits = s_meter.CreateCounter<long>("derp.kv.cache.hits", "{call}", "Calls answered by a stored value.");
    private static readonly Counter<long> s_misses = s_meter.CreateCounter<long>("derp.kv.cache.misses", "{call}", "Calls that found no usable value.");
    private static readonly Counter<long> s_bodyRuns = s_meter.CreateCounter<long>("derp.kv.cache.body_runs", "{run}", "Runs of cached bodies.");
    private static readonly Counter<long> s_failOpen = s_meter.CreateCounter<long>("derp.kv.cache.fail_open", "{operation}", "Store operations that failed and were done without.");
    private static readonly Counter<long> s_waitBudget = s_meter.CreateCounter<long>("derp.kv.cache.wait_budget_exceeded", "{call}", "Waits for another process that ended in an unguarded run.");
    private static readonly Counter<long> s_notStored = s_meter.CreateCounter<long>("derp.kv.cache.not_stored", "{value}", "Values returned and not stored, by reason.");
    private static readonly Counter<long> s_leaseLost = s_meter.CreateCounter<long>("derp.kv.cache.lease_lost", "{lease}", "Leases that were gone when their holder renewed them.");
    private static readonly Counter<long> s_claimLost = s_meter.CreateCounter<long>("derp.kv.idempotency.claim_lost", "{claim}", "Claims that were gone when their owner renewed them.");
    private static readonly Counter<long> s_replays = s_meter.CreateCounter<long>("derp.kv.idempotency.replays", "{call}", "Calls answered by a stored result.");
    private static readonly Counter<long> s_conflicts = s_meter.CreateCounter<long>("derp.kv.idempotency.conflicts", "{call}", "Calls refused, by reason.");
    private static readonly Counter<long> s_resultsNotStored = s_meter.CreateCounter<long>("derp.kv.idempotency.not_stored", "{result}", "Results returned to their caller and not stored.");
    private static readonly Counter<long> s_unprotected = s_meter.CreateCounter<long>("derp.kv.idempotency.unprotected", "{call}", "Bodies run while the store could not be asked.");
    private static readonly Counter<long> s_admitted = s_meter.CreateCounter<long>("derp.kv.ratelimit.admitted", "{call}", "Calls admitted.");
    private static readonly Counter<long> s_denied = s_meter.CreateCounter<long>("derp.kv.ratelimit.denied", "{call}", "Calls denied.");
    private static readonly Counter<long> s_notCounted = s_meter.CreateCounter<long>("derp.kv.ratelimit.not_counted", "{call}", "Calls decided without the store.");

    public static void Hit(string method) => s_hits.Add(1, Method(method));

    public static void Miss(string method) => s_misses.Add(1, Method(method));

    public static void HitOrMiss(string method, bool hit) => (hit ? s_hits : s_misses).Add(1, Method(method));

    public static void BodyRun(string method) => s_bodyRuns.Add(1, Method(method));

    public static void FailOpen(string method, string operation) => s_failOpen.Add(1, Method(method), new("operation", operation));

    public static void WaitBudgetExceeded(string method) => s_waitBudget.Add(1, Method(method));

    public static void ValueNotStored(string method, string reason) => s_notStored.Add(1, Method(method), new("reason", reason));

    public static void LeaseLost(string method) => s_leaseLost.Add(1, Method(method));

    public static void ClaimLost(string method) => s_claimLost.Add(1, Method(method));

    public static void Replay(string method) => s_replays.Add(1, Method(method));

    public static void Conflict(string method, string reason) => s_conflicts.Add(1, Method(method), new("reason", reason));

    public static void ResultNotStored(string method) => s_resultsNotStored.Add(1, Method(method));

    public static void Unprotected(string method) => s_unprotected.Add(1, Method(method));

    public static void Decided(string method, in RateLimitResult result)
    {
        if (!result.Counted)
            s_notCounted.Add(1, Method(method));
        (result.Allowed ? s_admitted : s_denied).Add(1, Method(method));
    }

    private static KeyValuePair<string, object?> Method(string method) => new("method", method);
}
