using System.Collections.Frozen;

namespace Derp.Kv.Page.Figures;

/// <summary>The instruments that the page shows, by their names.</summary>
internal static class Instruments
{
    /// <summary>The meter of this library, in all its packages.</summary>
    public const string Meter = "Derp.Kv";

    private static readonly FrozenDictionary<string, Instrumented> s_all = new Dictionary<string, Instrumented>(StringComparer.Ordinal)
    {
        ["derp.kv.near.hits"] = new(Group.Cached, Figure.NearHits),
        ["derp.kv.cache.hits"] = new(Group.Cached, Figure.Hits),
        ["derp.kv.cache.misses"] = new(Group.Cached, Figure.Misses),
        ["derp.kv.cache.joins"] = new(Group.Cached, Figure.Joins),
        ["derp.kv.cache.stale"] = new(Group.Cached, Figure.Stale),
        ["derp.kv.cache.fail_open"] = new(Group.Cached, Figure.FailOpen),
        ["derp.kv.cache.not_stored"] = new(Group.Cached, Figure.NotCached) { Only = new("reason", "too_large", "not_serialized") },
        ["derp.kv.cache.given_up"] = new(Group.Cached, Figure.GivenUp),
        ["derp.kv.cache.body_duration"] = new(Group.Cached, Figure.Runs, Figure.Failures, Times.Bodies),
        ["derp.kv.cache.wait_duration"] = new(Group.Cached, Figure.Shared, Times: Times.Waits) { Only = new("outcome", "value") },
        ["derp.kv.idempotency.body_duration"] = new(Group.Once, Figure.First, Figure.FirstFailures, Times.Bodies),
        ["derp.kv.idempotency.replays"] = new(Group.Once, Figure.Replays),
        ["derp.kv.idempotency.conflicts"] = new(Group.Once, Figure.Conflicts),
        ["derp.kv.idempotency.claim_lost"] = new(Group.Once, Figure.ClaimsLost),
        ["derp.kv.idempotency.not_stored"] = new(Group.Once, Figure.ResultsLost) { Only = new("reason", "store_failed", "claim_lost") },
        ["derp.kv.idempotency.unprotected"] = new(Group.Once, Figure.Unprotected),
        ["derp.kv.ratelimit.admitted"] = new(Group.Limits, Figure.Admitted),
        ["derp.kv.ratelimit.denied"] = new(Group.Limits, Figure.Denied),
        ["derp.kv.ratelimit.remembered"] = new(Group.Limits, Figure.Remembered),
        ["derp.kv.ratelimit.not_counted"] = new(Group.Limits, Figure.Uncounted),
        ["derp.kv.http.replays"] = new(Group.Routes, Figure.RouteReplays),
        ["derp.kv.http.conflicts"] = new(Group.Routes, Figure.RouteConflicts),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => s_all.Keys;

    public static Instrumented? Find(string name) => s_all.GetValueOrDefault(name);
}

/// <summary>The tables of the page.</summary>
internal enum Group
{
    Cached,
    Once,
    Limits,
    Routes,
}

/// <summary>The durations of a row.</summary>
internal enum Times
{
    None,
    Bodies,
    Waits,
}

/// <summary>What an instrument counts.</summary>
/// <param name="Group">Its table.</param>
/// <param name="Counts">What a measurement adds to.</param>
/// <param name="Fails">What a measurement with an error adds to besides.</param>
/// <param name="Times">Which durations it tells.</param>
internal sealed record Instrumented(Group Group, Figure Counts, Figure? Fails = null, Times Times = Times.None)
{
    /// <summary>Measurements that count; null: all. Durations are taken of all.</summary>
    public TagFilter? Only { get; init; }
}

/// <summary>Measurements whose tag has one of some values.</summary>
internal sealed record TagFilter(string Tag, params string[] Values);
