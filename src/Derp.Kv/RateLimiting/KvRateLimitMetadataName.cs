using System.Threading.RateLimiting;

namespace Derp.Kv;

/// <summary>
/// The metadata of a <see cref="KvRateLimiter"/>'s lease besides <see cref="MetadataName.RetryAfter"/> and
/// <see cref="MetadataName.ReasonPhrase"/>. Unknown values are absent, not zero.
/// </summary>
public static class KvRateLimitMetadataName
{
    /// <summary>The limiter's name.</summary>
    public static MetadataName<string> Name { get; } = MetadataName.Create<string>("DERP_KV_NAME");

    /// <summary>Permits given per window.</summary>
    public static MetadataName<long> Limit { get; } = MetadataName.Create<long>("DERP_KV_LIMIT");

    /// <summary>Permits that could be given after this answer. Missing when the store was not asked.</summary>
    public static MetadataName<long> Remaining { get; } = MetadataName.Create<long>("DERP_KV_REMAINING");

    /// <summary>The time after which all permits are available again. Missing when the store was not asked.</summary>
    public static MetadataName<TimeSpan> ResetAfter { get; } = MetadataName.Create<TimeSpan>("DERP_KV_RESET_AFTER");

    /// <summary>Whether the store decided; false when it could not be asked, so that <see cref="KvRateLimiterOptions.OnUnavailable"/> decided.</summary>
    public static MetadataName<bool> Counted { get; } = MetadataName.Create<bool>("DERP_KV_COUNTED");
}
