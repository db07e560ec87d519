namespace Derp.Kv;

/// <summary>How a limiter counts.</summary>
public enum RateLimitAlgorithm
{
    /// <summary>One counter that starts with the first admitted call and ends a window later. Most calls in any period of that length: 2 × limit − 1.</summary>
    FixedWindow,

    /// <summary>Two adjoining counters, the older one weighted by its overlap with the last window. Most calls in any period of that length: below 2 × limit.</summary>
    SlidingWindow,

    /// <summary>
    /// The generic cell rate algorithm: a bucket that refills evenly. Most calls in any period of a window's length: 2 × limit − 1 with a
    /// full burst, exactly the limit with a burst of 1.
    /// </summary>
    TokenBucket,
}
