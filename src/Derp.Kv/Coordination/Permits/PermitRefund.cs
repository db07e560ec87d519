namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// Refunds units to a counter of any algorithm and settings. The script <see cref="Scripts.RefundScript"/> does the same. Units
/// that were counted last are refunded first; a counter without units is deleted.
/// </summary>
/// <param name="Given">Refunded units; a part of one counts as one.</param>
/// <param name="Value">The key's new value; null: it is deleted, if any were refunded.</param>
/// <param name="Life">The milliseconds until the key expires; 0: as before.</param>
internal readonly record struct PermitRefund(long Given, byte[]? Value, long Life)
{
    /// <param name="stored">The key's value.</param>
    /// <param name="now">The server's clock, in microseconds.</param>
    /// <param name="permits">1 or more.</param>
    /// <exception cref="KvException">The value is not a counter.</exception>
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
        throw new KvException("The key does not hold a limiter's counter.");
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
