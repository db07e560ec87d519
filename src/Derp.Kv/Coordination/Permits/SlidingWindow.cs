namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// Two adjoining windows of the server's clock, the older one weighted by how much of it still overlaps the last window:
/// a call is admitted iff <c>previous·(W−e) + (current+cost)·W ≤ L·W</c>, where <c>e</c> is how far the newer window has
/// come. The script <see cref="Scripts.PermitScripts.SlidingWindow"/> is the same arithmetic.
/// </summary>
internal static class SlidingWindow
{
    /// <summary>Brings stored counts to the present.</summary>
    /// <param name="stored">What stands; null when there is no counter.</param>
    /// <param name="nowMilliseconds">The server's clock.</param>
    /// <param name="request">Checked.</param>
    public static (SlidingWindowState State, long Elapsed) Roll(SlidingWindowState? stored, long nowMilliseconds, in PermitRequest request)
    {
        var window = request.WindowMilliseconds;
        var index = nowMilliseconds / window;
        var elapsed = nowMilliseconds - (index * window);
        return stored switch
        {
            null => (new(index, 0, 0), elapsed),
            // The clock went back, or the window was made longer. What was counted is taken for admitted just now, which can
            // only admit less.
            { } s when s.Index > index => (new(index, Math.Min(s.Current + s.Previous, CounterText.Limit - 1), 0), elapsed),
            { } s when s.Index == index => (s, elapsed),
            { } s when s.Index == index - 1 => (new(index, 0, s.Current), elapsed),
            _ => (new(index, 0, 0), elapsed),
        };
    }

    /// <param name="state">The counts of now.</param>
    /// <param name="elapsed">How far the current window has come, in milliseconds.</param>
    /// <param name="request">Checked.</param>
    public static PermitDecision Decide(in SlidingWindowState state, long elapsed, in PermitRequest request)
    {
        var (window, limit, cost) = (request.WindowMilliseconds, request.Limit, request.Cost);
        Int128 overlap = window - elapsed;
        Int128 current = state.Current;
        Int128 previous = state.Previous;
        var weighted = CeilingDivide(previous * overlap, window);
        var allowed = (previous * overlap) + ((current + cost) * window) <= (Int128)limit * window;
        if (allowed)
            current += cost;

        var used = current + weighted;
        var reset = current > 0 ? window + overlap : previous > 0 ? overlap : 0;
        return new(
            allowed,
            Clamp(used),
            Clamp(limit - used),
            allowed ? 0 : (long)RetryMilliseconds(current, previous, overlap, request) * 1000,
            (long)reset * 1000);
    }

    // The first millisecond at which the inequality holds if no other call comes: while the older window fades, or, where
    // the newer one alone is too much, while that one fades in the window after.
    private static Int128 RetryMilliseconds(Int128 current, Int128 previous, Int128 overlap, in PermitRequest request)
    {
        Int128 window = request.WindowMilliseconds;
        var free = request.Limit - request.Cost;
        return current <= free
            ? overlap - ((free - current) * window / previous)
            : overlap + window - (free * window / current);
    }

    private static Int128 CeilingDivide(Int128 dividend, Int128 divisor) => (dividend + divisor - 1) / divisor;

    private static long Clamp(Int128 units) => (long)Int128.Clamp(units, 0, long.MaxValue);
}
