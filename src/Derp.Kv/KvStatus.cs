namespace Derp.Kv;

/// <summary>What a client knows of itself without asking the store; see <see cref="KvClient.GetStatus"/>.</summary>
public sealed class KvStatus
{
    internal KvStatus()
    {
    }

    /// <summary><see cref="KvClientOptions.KeyPrefix"/>: empty where there is none.</summary>
    public string KeyPrefix { get; internal init; } = "";

    /// <summary>
    /// Whether the client shares its keys with every application on the store that has no prefix either:
    /// <see cref="KvClientOptions.KeyPrefix"/> is empty, and the store is not this process's memory.
    /// </summary>
    public bool SharesKeys { get; internal init; }

    /// <summary>Whether the circuit breaker is open: the store has failed, and cached calls do without it.</summary>
    public bool BreakerOpen { get; internal init; }

    /// <summary>Whether the circuit breaker of writes is open: the store refuses them, and cached calls compute without a lease what they do not find.</summary>
    public bool WriteBreakerOpen { get; internal init; }

    /// <summary><see cref="KvClientOptions.CacheEnabled"/>: false where <c>[Cached]</c> wrappers are plain calls.</summary>
    public bool CacheEnabled { get; internal init; }
}
