using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Benchmarks;

/// <summary>HybridCache without a server behind it. A type with <c>[ImmutableObject(true)]</c> is shared; any other is decoded by each hit.</summary>
internal sealed class LocalHybrid<T> : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly HybridCache _cache;
    private readonly Func<int, string, T> _load;

    public LocalHybrid(Func<int, string, T> load)
    {
        _load = load;
        var services = new ServiceCollection();
        services.AddHybridCache(static options => options.DefaultEntryOptions = new() { Expiration = TimeSpan.FromHours(1), LocalCacheExpiration = TimeSpan.FromHours(1) })
            .AddSerializer<T, MessagePackFormat<T>>();
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<HybridCache>();
    }

    public Task<T> GetAsync(int tenantId, string sku) => _cache.GetOrCreateAsync(
        string.Create(CultureInfo.InvariantCulture, $"product:{tenantId}:{sku}"),
        (_load, tenantId, sku),
        static (state, _) => ValueTask.FromResult(state._load(state.tenantId, state.sku))).AsTask();

    public void Dispose() => _services.Dispose();
}
