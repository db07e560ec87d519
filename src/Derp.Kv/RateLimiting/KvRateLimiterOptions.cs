using Derp.Kv.Coordination;

namespace Derp.Kv;

/// <summary>Settings of a <see cref="KvRateLimiter"/>. They are checked when a limiter is constructed.</summary>
public sealed class KvRateLimiterOptions
{
    /// <summary>
    /// The limiter's name: part of every key, so that two limiters of different names never share a counter, and the tag
    /// <c>method</c> of metrics and logs. Not empty; the same in all processes; without user data.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Permits given per window, 1 or more; the product with the window in milliseconds stays below 2^53.</summary>
    public required long Limit { get; init; }

    /// <summary>Whole milliseconds, 1 ms to 365 days.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How permits are counted. Another algorithm starts counting anew. Default: <see cref="RateLimitAlgorithm.FixedWindow"/>.</summary>
    public RateLimitAlgorithm Algorithm { get; init; } = RateLimitAlgorithm.FixedWindow;

    /// <summary>Permits that a token bucket can give at once, 1 to <see cref="Limit"/>; only for a token bucket. Null: the limit.</summary>
    public long? Burst { get; init; }

    /// <summary>What is decided when the store cannot be asked. Default: <see cref="RateLimitUnavailable.Allow"/>.</summary>
    public RateLimitUnavailable OnUnavailable { get; init; } = RateLimitUnavailable.Allow;

    internal PermitRequest Validate()
    {
        const string options = "options";
        if (string.IsNullOrEmpty(Name))
            throw new ArgumentException($"{nameof(KvRateLimiterOptions)}.{nameof(Name)} must not be empty.", options);
        if (!Enum.IsDefined(OnUnavailable))
            throw new ArgumentOutOfRangeException(options, OnUnavailable, $"{nameof(KvRateLimiterOptions)}.{nameof(OnUnavailable)} is not a known {nameof(RateLimitUnavailable)}.");
        if (Burst is < 1)
            throw new ArgumentOutOfRangeException(options, Burst, $"{nameof(KvRateLimiterOptions)}.{nameof(Burst)} must be 1 or more, or null for the limit.");

        var request = new PermitRequest(Limit, Window, Algorithm: Algorithm, Burst: Burst ?? 0);
        request.Validate();
        return request;
    }
}
