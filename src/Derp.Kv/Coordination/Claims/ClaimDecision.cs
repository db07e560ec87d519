namespace Derp.Kv.Coordination.Claims;

/// <summary>What an idempotent call does.</summary>
internal enum ClaimDecision
{
    /// <summary>There is a stored result, which is returned.</summary>
    Replay,

    /// <summary>The claim is granted.</summary>
    Run,

    /// <summary>The store could not be asked, and the call's settings let it run all the same.</summary>
    RunUnprotected,
}
