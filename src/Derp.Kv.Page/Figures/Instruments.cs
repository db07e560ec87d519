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
        ["derp.kv.cache.body_duration"] = new(Group.Cached, Figure.Runs, Figure.Failures, Times.Bodies),
        ["derp.kv.cache.wait_duration"] = new(Group.Cached, Times: Times.Waits),
        ["derp.kv.idempotency.body_duration"] = new(Group.Once, Figure.First, Figure.FirstFailures, Times.Bodies),
        ["derp.kv.idempotency.replays"] = new(Group.Once, Figure.Replays),
        ["derp.kv.idempotency.conflicts"] = new(Group.Once, Figure.Conflicts),
        ["derp.kv.idempotency.claim_lost"] = new(Group.Once, Figure.ClaimsLost),
        ["derp.kv.ratelimit.admitted"] = new(Group.Limits, Figure.Admitted),
        ["derp.kv.ratelimit.denied"] = new(Group.Limits, Figure.Denied),
        ["derp.kv.ratelimit.remembered"] = new(Group.Limits, Figure.Remembered),
        ["derp.kv.ratelimit.not_counted"] = new(Group.Limits, Figure.Uncounted),
        ["derp.kv.http.replays"] = new(Group.Routes, Figure.RouteReplays),
        ["derp.kv.http.conflicts"] = new(Group.Routes, Figure.RouteConflicts),
    }.ToFrozenDictionary(StringComparer.Ordinal);

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
/// <param name="Counts">What a measurement adds to; null: only a duration.</param>
/// <param name="Fails">What a measurement with an error adds to besides.</param>
/// <param name="Times">Which durations it tells.</param>
internal sealed record Instrumented(Group Group, Figure? Counts = null, Figure? Fails = null, Times Times = Times.None);
