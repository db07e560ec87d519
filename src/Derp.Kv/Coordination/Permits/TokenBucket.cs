namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371): one number, the theoretical arrival time at which the bucket is full
/// again, in microseconds of the server's clock. The script <see cref="Scripts.PermitScripts.TokenBucket"/> is the same
/// arithmetic.
/// </summary>
internal static class TokenBucket
{
    /// <summary>Microseconds that one unit takes to come back, rounded up, which can only admit less.</summary>
    public static long Interval(in PermitRequest request)
    {
        var window = request.WindowMilliseconds * 1000;
        return (window + request.Limit - 1) / request.Limit;
    }

    /// <summary>
    /// The stored time brought to the present. Never further ahead than a full bucket: else a clock set back, or a lowered
    /// limit, would lock callers out for the whole difference.
    /// </summary>
    public static long Present(long? stored, long nowMicroseconds, in PermitRequest request)
    {
        var furthest = nowMicroseconds + (request.Capacity * Interval(request));
        return Math.Clamp(stored ?? nowMicroseconds, nowMicroseconds, furthest);
    }

    /// <param name="present">The arrival time of now.</param>
    /// <param name="nowMicroseconds">The server's clock.</param>
    /// <param name="request">Checked.</param>
    /// <returns>The decision, and the arrival time to keep if it is an admission with a cost.</returns>
    public static (PermitDecision Decision, long Next) Decide(long present, long nowMicroseconds, in PermitRequest request)
    {
        var interval = Interval(request);
        var next = present + (request.Cost * interval);
        var denied = next - (request.Capacity * interval) > nowMicroseconds;
        if (denied)
            next = present;
        return (Decide(denied, next - nowMicroseconds, request), next);
    }

    /// <param name="denied">Whether the bucket lacks what the call takes.</param>
    /// <param name="owed">Microseconds until the bucket is full, what the call takes included where it is admitted.</param>
    /// <param name="request">Checked.</param>
    public static PermitDecision Decide(bool denied, long owed, in PermitRequest request)
    {
        var interval = Interval(request);
        var tolerance = request.Capacity * interval;
        var remaining = (tolerance - owed) / interval;
        return new(!denied, request.Capacity - remaining, remaining, denied ? owed + (request.Cost * interval) - tolerance : 0, owed);
    }
}
