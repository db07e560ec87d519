namespace Derp.Kv.Runtime;

/// <summary>The settings of a <see cref="CachedAttribute"/>, as values.</summary>
public sealed class CachedPolicy
{
    /// <summary>Expiry of a value; more than zero.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Length of the lease, which is renewed while the body runs; 10 ms or more.</summary>
    public TimeSpan LockTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call waits for other processes before it runs the body without a lease; more than zero. Null: ten times <see cref="LockTtl"/>.</summary>
    public TimeSpan? WaitTimeout { get; init; }

    /// <summary>The largest part by which an expiry is shortened at random, 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>Whether a null result is stored.</summary>
    public bool CacheNulls { get; init; } = true;

    /// <summary>How long this process answers from its own memory: from 50 ms to half of <see cref="Ttl"/>. Null: never.</summary>
    public TimeSpan? Near { get; init; }

    /// <summary>How old a value gets before it is computed anew while it is still served: less than <see cref="Ttl"/> without <see cref="Near"/>. Null: never.</summary>
    public TimeSpan? RefreshAfter { get; init; }

    /// <summary>How long after its expiry a value is kept for a body that fails; more than zero. Null: not at all.</summary>
    public TimeSpan? StaleIfError { get; init; }

    /// <summary>On whose time a value is computed anew that is older than <see cref="RefreshAfter"/>.</summary>
    public RefreshOn RefreshOn { get; init; }

    /// <summary>Whether nothing reachable from a result can ever change, so that calls may share one instance.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Part of the key if it is not 0.</summary>
    public int Version { get; init; }
}
