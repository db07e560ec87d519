using System.Globalization;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>FusionCache on Redis with its backplane, as its documentation advises for several nodes, and with short lives.</summary>
internal sealed class RefreshFusion : IDisposable
{
    private readonly RefreshSource _source;
    private readonly RedisCache _redis;
    private readonly FusionCache _cache;

    /// <param name="endpoint"><c>host:port</c>.</param>
    /// <param name="source">What is read.</param>
    /// <param name="name">Of the cache: caches with different settings share nothing.</param>
    /// <param name="change">Changes the settings of all entries.</param>
    /// <param name="locks">Where processes lock each other out; null: they do not.</param>
    public RefreshFusion(string endpoint, RefreshSource source, string name, Action<FusionCacheEntryOptions> change, IDatabase? locks = null)
    {
        _source = source;

        // Without fail-safe the entry on the server lives as long as the value, which RedisCache cuts to whole seconds: no second at all.
        var options = new FusionCacheEntryOptions(RefreshCatalog.Ttl) { IsFailSafeEnabled = true, FailSafeMaxDuration = TimeSpan.FromMinutes(1) };
        change(options);
        _redis = new RedisCache(new RedisCacheOptions { Configuration = endpoint, InstanceName = name });
        _cache = new FusionCache(new FusionCacheOptions { CacheName = name, WaitForInitialBackplaneSubscribe = true, DefaultEntryOptions = options });
        _cache.SetupDistributedCache(_redis, new MessagePackFormat());
        _cache.SetupBackplane(new RedisBackplane(new RedisBackplaneOptions { Configuration = endpoint }));
        if (locks is not null)
            _cache.SetupDistributedLocker(new RedisLocker(locks));
    }

    /// <summary>As soon as half of the life is over, which is the same time as <see cref="RefreshCatalog.RefreshAfter"/>.</summary>
    public static void IsEager(FusionCacheEntryOptions options) => options.EagerRefreshThreshold = 0.5f;

    /// <summary>The same, and an old value in place of one that takes too long.</summary>
    public static void IsEagerAndPatient(FusionCacheEntryOptions options)
    {
        IsEager(options);
        options.FactorySoftTimeout = RefreshCatalog.WaitTimeout;
    }

    public Task<Product> GetProductAsync(int tenantId, string sku) => _cache.GetOrSetAsync<Product>(
        string.Create(CultureInfo.InvariantCulture, $"{tenantId}:{sku}"), (_, ct) => _source.ReadAsync(tenantId, sku, ct)).AsTask();

    public void Dispose()
    {
        _cache.Dispose();
        _redis.Dispose();
    }
}
