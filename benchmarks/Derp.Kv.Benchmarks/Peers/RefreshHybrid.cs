using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Benchmarks;

/// <summary>HybridCache on Redis with short lives. It renews nothing ahead of its expiry.</summary>
internal sealed class RefreshHybrid : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly HybridCache _cache;
    private readonly RefreshSource _source;

    public RefreshHybrid(string endpoint, RefreshSource source)
    {
        _source = source;
        var services = new ServiceCollection();
        services.AddStackExchangeRedisCache(options => options.Configuration = endpoint);
        services.AddHybridCache(static options => options.DefaultEntryOptions = new() { Expiration = RefreshCatalog.Ttl, LocalCacheExpiration = RefreshCatalog.Ttl })
            .AddSerializer<Product, MessagePackFormat<Product>>();
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<HybridCache>();
    }

    public Task<Product> GetProductAsync(int tenantId, string sku) => _cache.GetOrCreateAsync(
        string.Create(CultureInfo.InvariantCulture, $"hybrid:{tenantId}:{sku}"),
        (_source, tenantId, sku),
        static (state, ct) => new ValueTask<Product>(state._source.ReadAsync(state.tenantId, state.sku, ct))).AsTask();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
