using Derp.Kv.Hybrid;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Hybrid.Tests;

/// <summary>The framework's caches on a client, as an application registers them.</summary>
internal static class Caches
{
    public static HybridCache Hybrid(KvClient client, Action<KvHybridCacheOptions>? configure = null, Action<KvHybridCacheBuilder>? build = null)
    {
        var services = new ServiceCollection().AddSingleton(client);
        var builder = services.AddKvHybridCache(configure);
        build?.Invoke(builder);
        return services.BuildServiceProvider().GetRequiredService<HybridCache>();
    }

    public static IBufferDistributedCache Distributed(KvClient client, Action<KvDistributedCacheOptions>? configure = null) =>
        new ServiceCollection().AddSingleton(client).AddKvDistributedCache(configure).BuildServiceProvider().GetRequiredService<IBufferDistributedCache>();
}
