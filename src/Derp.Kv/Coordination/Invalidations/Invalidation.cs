namespace Derp.Kv.Coordination.Invalidations;

/// <summary>One key or tag that a write has made out of date.</summary>
/// <param name="Key">That of the value, or of the tag's stamp.</param>
/// <param name="IsTag">Which of the two.</param>
/// <param name="Settle">How long nothing is to be stored after it; null: no time.</param>
/// <param name="Lifetime">How long a value from before the write can be left; null: it is not known.</param>
/// <param name="Throws">Whether a caller is told when the store cannot be.</param>
internal sealed record Invalidation(byte[] Key, bool IsTag, TimeSpan? Settle, TimeSpan? Lifetime, bool Throws);
