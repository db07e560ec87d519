namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// A counter of another algorithm than the one that asks. Its units are taken for admitted just now, which can only admit less, until
/// its key expires or an admitted call counts on in its own form.
/// </summary>
/// <param name="Units">What was counted, all of it.</param>
/// <param name="Longest">The longest that its key may live, in milliseconds; what lives longer was left by another program.</param>
internal readonly record struct OtherCounter(long Units, long Longest)
{
    /// <param name="text">What stands under the key.</param>
    /// <param name="window">The window of whoever asks, in milliseconds.</param>
    /// <exception cref="KvException">It is no limiter's counter.</exception>
    public static OtherCounter Parse(ReadOnlySpan<byte> text, long window)
    {
        if (FixedWindowState.TryParse(text, window, out var fixedWindow))
            return new(fixedWindow.Count, fixedWindow.Window);
        if (SlidingWindowState.TryParse(text, out var sliding))
            return new(Math.Min(sliding.Current + sliding.Previous, CounterText.Limit - 1), 2 * sliding.Window);
        if (TokenBucketState.TryParse(text, out var bucket))
            return new(bucket.Units, bucket.Life);
        throw new KvException("The key holds something that is not a limiter's counter.");
    }
}
