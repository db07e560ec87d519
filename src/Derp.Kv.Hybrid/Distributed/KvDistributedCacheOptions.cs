using Microsoft.Extensions.Caching.Distributed;

namespace Derp.Kv.Hybrid;

/// <summary>Settings of the <see cref="IDistributedCache"/> that <c>AddKvDistributedCache</c> registers. They are checked at start.</summary>
public sealed class KvDistributedCacheOptions
{
    /// <summary>The name of the client, as <c>AddDerpKv("name", …)</c> registers it. Null: the one without a name.</summary>
    public string? Client { get; set; }

    /// <summary>Put before each key, behind the client's prefix, to keep the entries of applications apart. Default: empty.</summary>
    public string InstanceName { get; set; } = "";

    /// <summary>The sliding expiration of an entry that is set without any, more than zero: no entry stays for ever. Default: 20 min.</summary>
    public TimeSpan DefaultSlidingExpiration { get; set; } = TimeSpan.FromMinutes(20);
}
