using Derp.Kv.Coordination;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>What one limit decided of a request.</summary>
/// <param name="Name">The limit's name.</param>
/// <param name="Request">What was asked of it; null if only the result is known.</param>
/// <param name="Result">The decision.</param>
internal readonly record struct LimitDecision(string Name, PermitRequest? Request, RateLimitResult Result)
{
    /// <summary>Seconds until there is more quota, rounded up: for <c>t</c>.</summary>
    public long ResetSeconds
    {
        get
        {
            if (Result.RetryAfter is { } wait)
                return Math.Max(1, CeilingSeconds(wait));
            return Request is { Algorithm: RateLimitAlgorithm.TokenBucket } bucket ? NextUnit(bucket) : CeilingSeconds(Result.ResetAfter);
        }
    }

    /// <summary>Whether <see cref="ResetSeconds"/> is the time of the next permit, not only an upper bound of it.</summary>
    public bool IsResetExact => Result.RetryAfter is not null || Request is not { Algorithm: RateLimitAlgorithm.SlidingWindow };

    public static long CeilingSeconds(TimeSpan time) => (time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    // The bucket is full after ResetAfter, and the units that are missing come one by one until then. In integers wide enough for the
    // longest window.
    private long NextUnit(PermitRequest bucket)
    {
        if (Result.ResetAfter <= TimeSpan.Zero)
            return 0;
        var unit = (Int128)bucket.Window.Ticks;
        var left = ((Int128)Result.ResetAfter.Ticks * bucket.Limit) - ((bucket.Capacity - Result.Remaining - 1) * unit);
        var second = (Int128)TimeSpan.TicksPerSecond * bucket.Limit;
        return (long)Int128.Max(1, (left + second - 1) / second);
    }
}
