namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// Gives units back to a counter, whatever its algorithm and settings. The script <see cref="Scripts.RefundScript"/> does the same. What
/// was counted last goes first; a counter that has nothing left is deleted.
/// </summary>
/// <param name="Given">Units that were given back; a part of one counts as one.</param>
/// <param name="Value">What the key holds from now on; null: nothing, if any were given back.</param>
/// <param name="Life">What the key has left to live, in milliseconds; 0: what it had.</param>
internal readonly record struct PermitRefund(long Given, byte[]? Value, long Life)
{
    /// <param name="stored">What stands under the key.</param>
    /// <param name="now">The server's clock, in microseconds.</param>
    /// <param name="permits">1 or more.</param>
    /// <exception cref="KvException">What stands there is no counter.</exception>
    public static PermitRefund Of(byte[] stored, long now, long permits)
    {
        if (CounterText.TryParse(stored, out var alone))
            return new(Math.Min(permits, alone), permits < alone ? CounterText.ToBytes(alone - permits) : null, 0);
        if (FixedWindowState.TryParse(stored, 0, out var fixedWindow))
            return new(Math.Min(permits, fixedWindow.Count), permits < fixedWindow.Count ? (fixedWindow with { Count = fixedWindow.Count - permits }).ToBytes() : null, 0);
        if (SlidingWindowState.TryParse(stored, out var sliding))
            return OfSliding(sliding, permits);
        if (TokenBucketState.TryParse(stored, out var bucket))
            return OfBucket(bucket, now, permits);
        throw new KvException("The key holds something that is not a limiter's counter.");
    }

    private static PermitRefund OfSliding(in SlidingWindowState state, long permits)
    {
        var fromCurrent = Math.Min(permits, state.Current);
        var fromPrevious = Math.Min(permits - fromCurrent, state.Previous);
        var next = state with { Current = state.Current - fromCurrent, Previous = state.Previous - fromPrevious };
        return new(fromCurrent + fromPrevious, next is { Current: 0, Previous: 0 } ? null : next.ToBytes(), 0);
    }

    private static PermitRefund OfBucket(in TokenBucketState state, long now, long permits)
    {
        var gone = (Int128)Math.Max(0, now - state.Time) * state.Scale;
        var owed = gone >= state.Owed ? 0 : state.Owed - (long)gone;
        var units = (state with { Owed = owed }).Units;
        if (permits >= units)
            return new(units, null, 0);

        var given = permits * state.Interval;
        return new(permits, (state with { Owed = state.Owed - given }).ToBytes(), (state with { Owed = owed - given }).Life);
    }
}
