namespace Derp.Kv;

/// <summary>A limiter's decision.</summary>
/// <param name="Allowed">Whether the call is admitted.</param>
/// <param name="Limit">Units admitted per window.</param>
/// <param name="Count">Units admitted in the window so far, this call included when it was admitted.</param>
/// <param name="Remaining">Units that could be admitted now; never negative.</param>
/// <param name="RetryAfter">When denied, the time after which the same call would be admitted, if no other call is admitted before; null when allowed.</param>
/// <param name="ResetAfter">The time after which no admitted unit counts any more; zero when none is counted.</param>
/// <param name="Counted">False when the store could not be asked and <see cref="RateLimitUnavailable"/> decided.</param>
public readonly record struct RateLimitResult(
    bool Allowed,
    long Limit,
    long Count,
    long Remaining,
    TimeSpan? RetryAfter,
    TimeSpan ResetAfter,
    bool Counted);
