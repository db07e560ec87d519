namespace Derp.Kv.AspNetCore;

/// <summary>A limit for one request, in place of its policy's own.</summary>
/// <param name="Limit">Permits given per window, 1 or more.</param>
/// <param name="Window">Whole milliseconds, 1 ms to 365 days.</param>
/// <param name="Burst">Permits that a token bucket can give at once, 1 to <paramref name="Limit"/>; only for a token bucket. Null: the limit.</param>
public sealed record KvRateLimitSettings(long Limit, TimeSpan Window, long? Burst = null);
