namespace Derp.Kv.Page.Figures;

/// <summary>
/// What is counted: for a method, a limit or a route, and for the process as a whole. Processes tell each other figures by their numbers: whoever
/// changes these raises <see cref="Sharing.ProcessSnapshot.CurrentVersion"/>.
/// </summary>
internal enum Figure
{
    NearHits,
    Hits,
    Misses,
    Joins,
    Shared,
    Runs,
    Failures,
    Stale,
    FailOpen,
    NotCached,
    GivenUp,

    First,
    FirstFailures,
    Replays,
    Conflicts,
    ClaimsLost,
    ResultsLost,
    Unprotected,

    Admitted,
    Denied,
    Remembered,
    Uncounted,

    RouteReplays,
    RouteConflicts,
}
