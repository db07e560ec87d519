namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The server's window in which permits were taken, as this process may believe it: it ends when its remaining time has passed since the
/// permits were <em>asked for</em>, which is not after the server answered.
/// </summary>
/// <remarks>
/// Time is the longer of what the two clocks show. If they part, a machine was suspended or its clock was set, and the window is over
/// (N11). Only a suspension that a step of the wall clock hides to the second is not seen.
/// </remarks>
/// <param name="Time">The clocks.</param>
/// <param name="Grant">The answer.</param>
/// <param name="AskedAt">Before the command was sent.</param>
/// <param name="ReceivedAt">When its answer was there.</param>
internal readonly record struct PermitWindow(TimeProvider Time, PermitGrant Grant, Moment AskedAt, Moment ReceivedAt)
{
    private static readonly TimeSpan s_parted = TimeSpan.FromSeconds(1);

    // The server counts whole milliseconds, so that what it tells can be one too many.
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether permits may be used.</summary>
    public bool IsOpen(in Moment now)
    {
        var (wall, monotonic) = Passed(now);
        var end = Grant.Result.ResetAfter - s_rounding;
        return wall < end && monotonic < end && (wall - monotonic).Duration() <= s_parted;
    }

    /// <summary>The answer to a call that came before it was there, if it was denied.</summary>
    public bool Denies(out RateLimitResult result)
    {
        result = Grant.Result;
        var (wall, monotonic) = Passed(ReceivedAt);
        return wall < result.RetryAfter && monotonic < result.RetryAfter;
    }

    /// <summary>The answer to a call that is admitted from what was taken.</summary>
    /// <param name="left">Units that are still held.</param>
    /// <param name="now">Not before the receipt.</param>
    public RateLimitResult Admitted(long left, in Moment now)
    {
        var (count, reset) = (Grant.Result.Count - left, Grant.Result.ResetAfter - PassedSinceReceipt(now));
        return Grant.Result with
        {
            Count = count,
            Remaining = Math.Max(0, Grant.Result.Limit - count),
            ResetAfter = reset > TimeSpan.Zero ? reset : TimeSpan.Zero,
        };
    }

    public TimeSpan PassedSinceReceipt(in Moment now) => Time is null ? TimeSpan.Zero : Time.GetElapsedTime(ReceivedAt.Monotonic, now.Monotonic);

    private (TimeSpan Wall, TimeSpan Monotonic) Passed(in Moment now) => (now.Wall - AskedAt.Wall, Time.GetElapsedTime(AskedAt.Monotonic, now.Monotonic));
}
