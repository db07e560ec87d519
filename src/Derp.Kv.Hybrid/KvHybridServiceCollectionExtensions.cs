using Derp.Kv;
using Derp.Kv.DependencyInjection;
using Derp.Kv.Hybrid;
using Derp.Kv.Hybrid.Distributed;
using Derp.Kv.Hybrid.Serializers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the framework's caches on a <see cref="KvClient"/>.</summary>
public static class KvHybridServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="HybridCache"/> that runs a factory once over all processes of the store, and never serves what the removal of a key or tag has overtaken. In the place of
    /// <c>AddHybridCache</c>; needs <c>AddDerpKv</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    /// <returns>Adds serializers.</returns>
    public static KvHybridCacheBuilder AddKvHybridCache(this IServiceCollection services, Action<KvHybridCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<KvHybridCacheOptions>()
            .Configure(configure ?? (static _ => { }))
            .Validate(static options => options.MaximumPayloadBytes > 0, $"{nameof(KvHybridCacheOptions)}.{nameof(KvHybridCacheOptions.MaximumPayloadBytes)} must be 1 or more.")
            .Validate(static options => options.MaximumKeyLength > 0, $"{nameof(KvHybridCacheOptions)}.{nameof(KvHybridCacheOptions.MaximumKeyLength)} must be 1 or more.")
            .Validate(static options => options.LockTtl >= Ttl.ShortestLock, $"{nameof(KvHybridCacheOptions)}.{nameof(KvHybridCacheOptions.LockTtl)} must be 10 ms or more.")
            .Validate(static options => options.DefaultEntryOptions?.Expiration is not { } expiration || expiration > TimeSpan.Zero, $"{nameof(KvHybridCacheOptions)}.{nameof(KvHybridCacheOptions.DefaultEntryOptions)} must have an Expiration of more than zero.")
            .ValidateOnStart();
        services.Replace(ServiceDescriptor.Singleton<HybridCache>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<KvHybridCacheOptions>>().Value;
            return new KvHybridCache(RegisteredClients.Find(provider, options.Client), options, new HybridSerializers(provider));
        }));
        return new KvHybridCacheBuilder(services);
    }

    /// <summary>
    /// Registers an <see cref="IDistributedCache"/>, also as <see cref="IBufferDistributedCache"/>: for sessions and all else that takes one. In the place of
    /// <c>AddStackExchangeRedisCache</c>; needs <c>AddDerpKv</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    public static IServiceCollection AddKvDistributedCache(this IServiceCollection services, Action<KvDistributedCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<KvDistributedCacheOptions>()
            .Configure(configure ?? (static _ => { }))
            .Validate(static options => options.InstanceName is not null, $"{nameof(KvDistributedCacheOptions)}.{nameof(KvDistributedCacheOptions.InstanceName)} must not be null; leave it empty for none.")
            .Validate(static options => options.DefaultSlidingExpiration > TimeSpan.Zero, $"{nameof(KvDistributedCacheOptions)}.{nameof(KvDistributedCacheOptions.DefaultSlidingExpiration)} must be more than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<KvDistributedCacheOptions>>().Value;
            return new KvDistributedCache(RegisteredClients.Find(provider, options.Client), options);
        });
        services.Replace(ServiceDescriptor.Singleton<IDistributedCache>(static provider => provider.GetRequiredService<KvDistributedCache>()));
        services.Replace(ServiceDescriptor.Singleton<IBufferDistributedCache>(static provider => provider.GetRequiredService<KvDistributedCache>()));
        return services;
    }
}
