namespace Derp.Kv;

/// <summary>How a limiter counts.</summary>
public enum RateLimitAlgorithm
{
    /// <summary>One counter that starts with the first admitted call and ends a window later. Worst case in any true window: 2 × limit − 1.</summary>
    FixedWindow,

    /// <summary>Two adjoining counters, the older one weighted by how much of it still overlaps. Worst case in any true window: below 2 × limit.</summary>
    SlidingWindow,

    /// <summary>
    /// The generic cell rate algorithm: a bucket that refills evenly. Worst case in any true window: 2 × limit − 1 with a
    /// full burst, exactly the limit with a burst of 1.
    /// </summary>
    TokenBucket,
}
