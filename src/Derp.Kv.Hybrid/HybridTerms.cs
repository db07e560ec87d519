using Derp.Kv.Near;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid;

/// <summary>What one call asks for: lifetimes, and what it takes part in.</summary>
internal readonly struct HybridTerms
{
    private static readonly TimeSpan s_expiration = TimeSpan.FromMinutes(5);

    private readonly HybridCacheEntryFlags _flags;

    private HybridTerms(TimeSpan stored, TimeSpan near, HybridCacheEntryFlags flags) => (Stored, Near, _flags) = (stored, near, flags);

    /// <summary>How long the store keeps a value: in store and memory together it lives for its expiration.</summary>
    public TimeSpan Stored { get; }

    /// <summary>How long this process answers from its memory; zero: not at all.</summary>
    public TimeSpan Near { get; }

    public bool ReadsNear => Near > TimeSpan.Zero && !_flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheRead);

    public bool WritesNear => Near > TimeSpan.Zero && !_flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheWrite);

    public bool ReadsStore => !_flags.HasFlag(HybridCacheEntryFlags.DisableDistributedCacheRead);

    public bool WritesStore => !_flags.HasFlag(HybridCacheEntryFlags.DisableDistributedCacheWrite);

    public bool RunsFactory => !_flags.HasFlag(HybridCacheEntryFlags.DisableUnderlyingData);

    /// <summary>Tells apart which calls can share a run that does not go through the store.</summary>
    public byte Kind => (byte)_flags;

    /// <param name="options">Of the call; null: the defaults.</param>
    /// <param name="defaults">For what the call does not say.</param>
    /// <exception cref="ArgumentOutOfRangeException">The expiration is zero or less.</exception>
    public static HybridTerms Of(HybridCacheEntryOptions? options, HybridCacheEntryOptions? defaults)
    {
        var flags = options?.Flags ?? defaults?.Flags ?? HybridCacheEntryFlags.None;
        var expiration = Ttl.Normalize(options?.Expiration ?? defaults?.Expiration ?? s_expiration);
        var local = options?.LocalCacheExpiration ?? defaults?.LocalCacheExpiration;

        // A value that only this process has lives there for as long as it would in the store.
        if ((flags & HybridCacheEntryFlags.DisableDistributedCache) == HybridCacheEntryFlags.DisableDistributedCache)
            return new(expiration, Usable(local < expiration ? local.Value : expiration), flags);

        var near = Usable(local is { } wanted && wanted < expiration / 2 ? wanted : local is null ? TimeSpan.Zero : expiration / 2);
        return new(expiration - near, near, flags);
    }

    // A shorter one would be over before it is used.
    private static TimeSpan Usable(TimeSpan near) => near < NearPolicy.Shortest ? TimeSpan.Zero : near;
}
