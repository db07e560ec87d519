namespace Derp.Kv.Coordination;

/// <summary>The question to a limiter.</summary>
/// <param name="Limit">Units admitted per window, 1 or more; for a token bucket at most one per microsecond of the window.</param>
/// <param name="Window">Whole milliseconds, from 1 ms to 365 days.</param>
/// <param name="Cost">Units that the call takes, 0 to <paramref name="Limit"/>; for a token bucket, to <paramref name="Burst"/>. 0 reads the state without counting.</param>
/// <param name="Algorithm">How calls are counted.</param>
/// <param name="Burst">Units that a token bucket can give at once, 1 to <paramref name="Limit"/>; 0 for the same as <paramref name="Limit"/>. Only for a token bucket.</param>
public readonly record struct PermitRequest(
    long Limit,
    TimeSpan Window,
    long Cost = 1,
    RateLimitAlgorithm Algorithm = RateLimitAlgorithm.FixedWindow,
    long Burst = 0)
{
    // Lua counts in doubles: products of a limit and a window must stay exact.
    private const long MaxExact = 1L << 53;

    internal long WindowMilliseconds => Window.Ticks / TimeSpan.TicksPerMillisecond;

    internal long Capacity => Burst == 0 ? Limit : Burst;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1, "limit");
        if (Window < TimeSpan.FromMilliseconds(1) || Window > TimeSpan.FromDays(365) || Window.Ticks % TimeSpan.TicksPerMillisecond != 0)
            throw new ArgumentOutOfRangeException("window", Window, "The window must be whole milliseconds, from 1 ms to 365 days.");
        if (!Enum.IsDefined(Algorithm))
            throw new ArgumentOutOfRangeException("algorithm", Algorithm, $"Not a known {nameof(RateLimitAlgorithm)}.");
        if (Limit > MaxExact / (WindowMilliseconds + 1))
            throw new ArgumentOutOfRangeException("limit", Limit, "Limit times window in milliseconds must stay below 2^53.");
        if (Burst < 0 || Burst > Limit)
            throw new ArgumentOutOfRangeException("burst", Burst, "The burst must be from 1 to the limit, or 0 for the limit.");
        if (Burst != 0 && Algorithm != RateLimitAlgorithm.TokenBucket)
            throw new ArgumentOutOfRangeException("burst", Burst, "Only a token bucket has a burst.");
        if (Algorithm == RateLimitAlgorithm.TokenBucket && Limit > WindowMilliseconds * 1000)
            throw new ArgumentOutOfRangeException("limit", Limit, "A token bucket gives at most one unit per microsecond of its window.");
        if (Cost < 0 || Cost > Capacity)
            throw new ArgumentOutOfRangeException("cost", Cost, "The cost must be from 0 to the limit, or to the burst of a token bucket: a larger one could never be admitted.");
    }
}
