using Microsoft.Extensions.Caching.Distributed;

namespace Derp.Kv.Hybrid.Distributed;

/// <summary>How long an entry lives: some time from its last use, until some moment, or both.</summary>
/// <param name="Sliding">Whole milliseconds.</param>
/// <param name="Absolute">By the clock of the process that set it.</param>
internal readonly record struct Lifetime(TimeSpan? Sliding, DateTimeOffset? Absolute)
{
    /// <param name="options">What the caller asks for.</param>
    /// <param name="byDefault">The sliding time of an entry without any.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The absolute expiration has passed.</exception>
    public static Lifetime Of(DistributedCacheEntryOptions options, TimeSpan byDefault, DateTimeOffset now)
    {
        // The relative one is looked at first, as the framework's caches do.
        var absolute = options.AbsoluteExpirationRelativeToNow is { } after ? (after < DateTimeOffset.MaxValue - now ? now + after : DateTimeOffset.MaxValue) : options.AbsoluteExpiration;
        if (absolute <= now)
            throw new ArgumentOutOfRangeException(nameof(options), absolute, "AbsoluteExpiration must be in the future.");
        var sliding = options.SlidingExpiration ?? (absolute is null ? byDefault : null);
        return new(Ttl.Normalize(sliding), absolute);
    }

    /// <summary>The time from now until the entry ends without a use.</summary>
    public TimeSpan From(DateTimeOffset now)
    {
        var left = Absolute is { } absolute ? absolute - now : Ttl.Max;
        return Sliding is { } sliding && sliding < left ? sliding : left;
    }
}
