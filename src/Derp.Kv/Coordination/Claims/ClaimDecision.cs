namespace Derp.Kv.Coordination.Claims;

/// <summary>What becomes of an idempotent call, once it knows.</summary>
internal enum ClaimDecision
{
    /// <summary>A result stands, and is returned.</summary>
    Replay,

    /// <summary>The claim is granted.</summary>
    Run,

    /// <summary>The store could not be asked, and the call wants to run all the same.</summary>
    RunUnprotected,
}
