using Derp.Kv;
using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.OutputCaching;
using Derp.Kv.DependencyInjection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the output cache's store on a <see cref="KvClient"/>.</summary>
public static class KvOutputCacheServiceCollectionExtensions
{
    /// <summary>
    /// Keeps the pages of output caching in the store that all processes share. A page whose tag is evicted while it is rendered is neither stored nor served. In the place of
    /// <c>AddStackExchangeRedisOutputCache</c>, beside <c>AddOutputCache</c> and in any order; needs <c>AddDerpKv</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    public static IServiceCollection AddKvOutputCache(this IServiceCollection services, Action<KvOutputCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddHttpContextAccessor();
        services.AddOptions<KvOutputCacheOptions>().Configure(configure ?? (static _ => { }));
        services.Replace(ServiceDescriptor.Singleton<IOutputCacheStore>(static provider => new KvOutputCacheStore(
            RegisteredClients.Find(provider, provider.GetRequiredService<IOptions<KvOutputCacheOptions>>().Value.Client),
            provider.GetRequiredService<IHttpContextAccessor>())));
        return services;
    }
}
