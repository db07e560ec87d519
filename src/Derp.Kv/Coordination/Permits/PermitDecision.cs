namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// A limiter's answer. The same five numbers as from the server's scripts, so that memory
/// and Valkey give the same result.
/// </summary>
/// <param name="Allowed">Whether the call is admitted.</param>
/// <param name="Count">Units counted in the window, the call's own included when it is admitted.</param>
/// <param name="Remaining">Units that could be admitted now.</param>
/// <param name="RetryMicroseconds">When denied, the wait after which the call would be admitted.</param>
/// <param name="ResetMicroseconds">The wait after which the count is zero.</param>
internal readonly record struct PermitDecision(bool Allowed, long Count, long Remaining, long RetryMicroseconds, long ResetMicroseconds)
{
    public RateLimitResult ToResult(long limit) => new(
        Allowed,
        limit,
        Count,
        Remaining,
        Allowed ? null : TimeSpan.FromMicroseconds(RetryMicroseconds),
        TimeSpan.FromMicroseconds(ResetMicroseconds),
        Counted: true);
}
