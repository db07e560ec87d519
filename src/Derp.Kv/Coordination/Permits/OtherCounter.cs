namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// A counter of another algorithm than the asking one's. Its units count as admitted just now, which can only admit less, until
/// its key expires or an admitted call counts on in its own form.
/// </summary>
/// <param name="Units">All counted units.</param>
/// <param name="Longest">The longest possible expiry of its key, in milliseconds; a later one was set by another program.</param>
internal readonly record struct OtherCounter(long Units, long Longest)
{
    /// <param name="text">The key's value.</param>
    /// <param name="window">The window of the asking call, in milliseconds.</param>
    /// <exception cref="KvException">It is not a limiter's counter.</exception>
    public static OtherCounter Parse(ReadOnlySpan<byte> text, long window)
    {
        if (FixedWindowState.TryParse(text, window, out var fixedWindow))
            return new(fixedWindow.Count, fixedWindow.Window);
        if (SlidingWindowState.TryParse(text, out var sliding))
            return new(Math.Min(sliding.Current + sliding.Previous, CounterText.Limit - 1), 2 * sliding.Window);
        if (TokenBucketState.TryParse(text, out var bucket))
            return new(bucket.Units, bucket.Life);
        throw new KvException("The key does not hold a limiter's counter.");
    }
}
