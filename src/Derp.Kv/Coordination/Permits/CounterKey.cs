namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The end of a counter's key. Each algorithm counts in its own form: a deployment that changes the algorithm starts anew
/// instead of failing on the old counter.
/// </summary>
internal static class CounterKey
{
    public static ReadOnlySpan<byte> SuffixOf(RateLimitAlgorithm algorithm) => algorithm switch
    {
        RateLimitAlgorithm.SlidingWindow => "%sliding"u8,
        RateLimitAlgorithm.TokenBucket => "%bucket"u8,
        _ => default,
    };
}
