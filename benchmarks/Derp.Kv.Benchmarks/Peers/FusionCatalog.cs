using System.Globalization;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace Derp.Kv.Benchmarks;

/// <summary>FusionCache on Redis, with the codec that all have.</summary>
internal sealed class FusionCatalog : IDisposable
{
    private readonly RedisCache _redis;
    private readonly FusionCache _cache;
    private readonly FusionCacheEntryOptions _options;
    private int _runs;

    /// <param name="endpoint"><c>host:port</c>.</param>
    /// <param name="useMemory">False: every call asks the server.</param>
    /// <param name="locks">Where processes lock each other out; null: they do not.</param>
    public FusionCatalog(string endpoint, bool useMemory, IDatabase? locks = null)
    {
        _redis = new RedisCache(new RedisCacheOptions { Configuration = endpoint });
        _cache = new FusionCache(new FusionCacheOptions());
        _cache.SetupDistributedCache(_redis, new MessagePackFormat());
        if (locks is not null)
            _cache.SetupDistributedLocker(new RedisLocker(locks));
        _options = new FusionCacheEntryOptions(TimeSpan.FromHours(1)) { SkipMemoryCacheRead = !useMemory, SkipMemoryCacheWrite = !useMemory };
    }

    public int Runs => _runs;

    public TimeSpan Delay { get; init; }

    public Task<Product> GetProductAsync(int tenantId, string sku, CancellationToken cancellationToken) => _cache.GetOrSetAsync<Product>(
        string.Create(CultureInfo.InvariantCulture, $"fusion:{tenantId}:{sku}"),
        (_, ct) => LoadAsync(tenantId, sku, ct),
        _options,
        token: cancellationToken).AsTask();

    public void Dispose()
    {
        _cache.Dispose();
        _redis.Dispose();
    }

    private async Task<Product> LoadAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, cancellationToken);
        return Products.Of(tenantId, sku);
    }
}
