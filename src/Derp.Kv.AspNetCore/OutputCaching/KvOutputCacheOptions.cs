namespace Derp.Kv.AspNetCore;

/// <summary>Settings of the output cache's store that <c>AddKvOutputCache</c> registers.</summary>
public sealed class KvOutputCacheOptions
{
    /// <summary>The name of the client, as <c>AddDerpKv("name", …)</c> registers it. Null: the one without a name.</summary>
    public string? Client { get; set; }
}
