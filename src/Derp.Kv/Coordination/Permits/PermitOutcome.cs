namespace Derp.Kv.Coordination.Permits;

/// <summary>A limiter's decision and its key's new state; the server's scripts do the same.</summary>
/// <param name="Decision">The answer.</param>
/// <param name="Value">The key's new value; null: as before.</param>
/// <param name="Life">The milliseconds until the key expires; 0: as before.</param>
internal readonly record struct PermitOutcome(PermitDecision Decision, byte[]? Value, long Life);
