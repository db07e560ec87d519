namespace Derp.Kv.Page.Figures;

/// <summary>What is counted: for a method, a limit or a route, and for the process as a whole.</summary>
internal enum Figure
{
    NearHits,
    Hits,
    Misses,
    Joins,
    Runs,
    Failures,
    Stale,

    First,
    FirstFailures,
    Replays,
    Conflicts,
    ClaimsLost,

    Admitted,
    Denied,
    Remembered,
    Uncounted,

    RouteReplays,
    RouteConflicts,
}
