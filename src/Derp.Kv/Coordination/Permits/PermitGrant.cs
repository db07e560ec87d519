namespace Derp.Kv.Coordination.Permits;

/// <summary>The answer to a call that takes permits in advance.</summary>
/// <param name="Result">As after a call that took all of <paramref name="Units"/>.</param>
/// <param name="Units">A whole number of calls' cost; 0 when denied.</param>
internal readonly record struct PermitGrant(RateLimitResult Result, long Units)
{
    /// <summary>What a call gets that takes no more than its own.</summary>
    public static PermitGrant Single(in RateLimitResult result, in PermitRequest request) => new(result, result.Allowed ? request.Cost : 0);
}
