namespace Derp.Kv.Coordination.Permits;

/// <summary>What a limiter decides and what becomes of its key; the server's scripts do the same.</summary>
/// <param name="Decision">The answer.</param>
/// <param name="Value">What the key holds from now on; null: what it held.</param>
/// <param name="Life">What the key has left to live, in milliseconds; 0: what it had.</param>
internal readonly record struct PermitOutcome(PermitDecision Decision, byte[]? Value, long Life);
