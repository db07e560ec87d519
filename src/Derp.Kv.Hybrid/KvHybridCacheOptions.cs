using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid;

/// <summary>Settings of the <see cref="HybridCache"/> that <c>AddKvHybridCache</c> registers. They are checked at start.</summary>
public sealed class KvHybridCacheOptions
{
    /// <summary>The name of the client, as <c>AddDerpKv("name", …)</c> registers it. Null: the one without a name.</summary>
    public string? Client { get; set; }

    /// <summary>
    /// What holds for a call that says nothing else. Null: five minutes in the store, and no entries in this process's memory, which exist where
    /// <see cref="HybridCacheEntryOptions.LocalCacheExpiration"/> is set.
    /// </summary>
    public HybridCacheEntryOptions? DefaultEntryOptions { get; set; }

    /// <summary>The largest serialized value that is stored, in bytes, 1 or more. A larger one is returned and not stored. Default: 1 MiB.</summary>
    public long MaximumPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>The longest key, in characters, 1 or more. A call with a longer one runs its factory and stores nothing. Default: 1,024.</summary>
    public int MaximumKeyLength { get; set; } = 1024;

    /// <summary>
    /// Length of the lease under which a factory runs, 10 ms or more. It is renewed meanwhile, so it says for how long other processes wait for one that has crashed. A factory is cancelled
    /// after ten times as long. Default: 10 s.
    /// </summary>
    public TimeSpan LockTtl { get; set; } = TimeSpan.FromSeconds(10);
}
