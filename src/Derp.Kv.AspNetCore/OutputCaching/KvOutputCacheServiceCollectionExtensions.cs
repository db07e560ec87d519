using Derp.Kv;
using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.OutputCaching;
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
        services.Replace(ServiceDescriptor.Singleton<IOutputCacheStore>(static provider =>
        {
            var name = provider.GetRequiredService<IOptions<KvOutputCacheOptions>>().Value.Client;
            var client = name is null ? provider.GetRequiredService<KvClient>() : provider.GetRequiredKeyedService<KvClient>(name);
            return new KvOutputCacheStore(client, provider.GetRequiredService<IHttpContextAccessor>());
        }));
        return services;
    }
}
