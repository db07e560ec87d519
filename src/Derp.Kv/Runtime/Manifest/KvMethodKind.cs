namespace Derp.Kv.Runtime;

/// <summary>The attribute that a <see cref="KvMethodInfo"/> is of.</summary>
public enum KvMethodKind
{
    /// <summary>A <see cref="RateLimitedAttribute"/>.</summary>
    RateLimited,

    /// <summary>An <see cref="IdempotentAttribute"/>.</summary>
    Idempotent,

    /// <summary>An <see cref="InvalidatesAttribute"/>.</summary>
    Invalidates,

    /// <summary>A <see cref="CachedAttribute"/>.</summary>
    Cached,

    /// <summary>A <see cref="CacheTagAttribute"/>.</summary>
    Tag,
}
