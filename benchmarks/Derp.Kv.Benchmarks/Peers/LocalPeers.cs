using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace Derp.Kv.Benchmarks;

/// <summary>Caches that answer from the process's memory, without a server behind them: a hit does not ask it.</summary>
internal sealed class LocalPeers : IDisposable
{
    private readonly FusionCache _fusion = new(new FusionCacheOptions { DefaultEntryOptions = new FusionCacheEntryOptions(TimeSpan.FromHours(1)) });
    private readonly MemoryCache _memory = new(new MemoryCacheOptions());
    private readonly LocalHybrid<FrozenProduct> _frozen = new(static (tenantId, sku) => FrozenProduct.Of(Products.Of(tenantId, sku)));
    private readonly LocalHybrid<Product> _mutable = new(Products.Of);

    public Task<FrozenProduct> HybridFrozenAsync(int tenantId, string sku) => _frozen.GetAsync(tenantId, sku);

    public Task<Product> HybridAsync(int tenantId, string sku) => _mutable.GetAsync(tenantId, sku);

    /// <summary>Shared, whatever the type.</summary>
    public Task<Product> FusionAsync(int tenantId, string sku) =>
        _fusion.GetOrSetAsync<Product>(Key(tenantId, sku), (_, _) => Task.FromResult(Products.Of(tenantId, sku))).AsTask();

    /// <summary>Shared, whatever the type.</summary>
    public Task<Product?> MemoryAsync(int tenantId, string sku) => _memory.GetOrCreateAsync(Key(tenantId, sku), entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1);
        return Task.FromResult(Products.Of(tenantId, sku));
    });

    public void Dispose()
    {
        _mutable.Dispose();
        _frozen.Dispose();
        _memory.Dispose();
        _fusion.Dispose();
    }

    private static string Key(int tenantId, string sku) => string.Create(CultureInfo.InvariantCulture, $"product:{tenantId}:{sku}");
}
