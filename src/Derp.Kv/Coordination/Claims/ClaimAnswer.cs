namespace Derp.Kv.Coordination.Claims;

/// <summary>What the store answers a call that waits for another's claim.</summary>
/// <param name="Standing">The record there, possibly the caller's own; null: the claim is granted.</param>
/// <param name="Remaining">How long it stays there unless its owner renews it; null: not known, or for ever.</param>
internal readonly record struct ClaimAnswer(byte[]? Standing, TimeSpan? Remaining)
{
    /// <summary>A server's answer: the record, and its PTTL in ms, which is negative if there is no end.</summary>
    public static ClaimAnswer Read(byte[]? standing, long milliseconds) => new(standing, milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds));
}
