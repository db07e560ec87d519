namespace Derp.Kv;

/// <summary>What a limiter decides when the store cannot be asked.</summary>
public enum RateLimitUnavailable
{
    /// <summary>Admits the call.</summary>
    Allow,

    /// <summary>Denies the call.</summary>
    Deny,

    /// <summary>Throws <see cref="KvUnavailableException"/>.</summary>
    Throw,
}
