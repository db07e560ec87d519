namespace Derp.Kv;

/// <summary>The state of a client; see <see cref="KvClient.GetStatus"/>.</summary>
public sealed class KvStatus
{
    internal KvStatus()
    {
    }

    /// <summary><see cref="KvClientOptions.Name"/>: the name of a named client; otherwise empty.</summary>
    public string Name { get; internal init; } = "";

    /// <summary><see cref="KvClientOptions.KeyPrefix"/>; empty if there is none.</summary>
    public string KeyPrefix { get; internal init; } = "";

    /// <summary>
    /// Whether the client shares its keys with every application on the store that has no prefix either:
    /// <see cref="KvClientOptions.KeyPrefix"/> is empty, and the store is not this process's memory.
    /// </summary>
    public bool SharesKeys { get; internal init; }

    /// <summary>Whether the circuit breaker is open: the store has failed, and cached calls skip it.</summary>
    public bool BreakerOpen { get; internal init; }

    /// <summary>Whether the circuit breaker of writes is open: the store refuses them, and on a miss cached calls run their bodies without a lease.</summary>
    public bool WriteBreakerOpen { get; internal init; }

    /// <summary>Shared runs (flights) under way, each for all its callers: they ask for a lease, wait for another process or run their body.</summary>
    public int Flights { get; internal init; }

    /// <summary>Leases that this client holds, under which cached bodies run.</summary>
    public int Leases { get; internal init; }

    /// <summary>Claims that this client holds, under which idempotent bodies run.</summary>
    public int Claims { get; internal init; }

    /// <summary>Shared runs that wait for a lease of another process, and idempotent calls that wait for the owner of their claim.</summary>
    public int Waiters { get; internal init; }

    /// <summary>Invalidations that are repeated since the store could not be told: more than zero is a state to watch.</summary>
    public int QueuedInvalidations { get; internal init; }

    /// <summary>Invalidations that were given up since the client was created: the queue was full, or no value from before the write can be left.</summary>
    public long LostInvalidations { get; internal init; }

    /// <summary><see cref="KvClient.NearEnabled"/>: false when methods with <c>Near</c> read the store with every call.</summary>
    public bool NearEnabled { get; internal init; }

    /// <summary>Entries of the near cache, those included that are past their deadline and not swept yet.</summary>
    public int NearEntries { get; internal init; }

    /// <summary>Bytes that they take; at most <see cref="KvClientOptions.NearMaxBytes"/>.</summary>
    public long NearBytes { get; internal init; }

    /// <summary>Whether the near cache is told of invalidations by other processes. False also before its first use.</summary>
    public bool NearNotices { get; internal init; }

    /// <summary><see cref="KvClientOptions.CacheEnabled"/>: false if <c>[Cached]</c> wrappers only call their bodies.</summary>
    public bool CacheEnabled { get; internal init; }
}
