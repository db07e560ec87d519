using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Benchmarks;

/// <summary>HybridCache on Redis, the framework's or the one on Derp.Kv, with the codec that all have.</summary>
internal sealed class HybridCatalog : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly HybridCache _cache;
    private readonly HybridCacheEntryOptions _options;
    private int _runs;

    /// <param name="endpoint"><c>host:port</c>.</param>
    /// <param name="useMemory">False: every call asks the server.</param>
    public HybridCatalog(string endpoint, bool useMemory)
        : this(
            services =>
            {
                services.AddStackExchangeRedisCache(options => options.Configuration = endpoint);
                services.AddHybridCache().AddSerializer<Product, MessagePackFormat<Product>>();
            },
            useMemory)
    {
    }

    /// <param name="client">Of Derp.Kv.</param>
    public HybridCatalog(KvClient client)
        : this(
            services =>
            {
                services.AddSingleton(client);
                services.AddKvHybridCache().AddSerializer<Product, MessagePackFormat<Product>>();
            },
            useMemory: false)
    {
    }

    private HybridCatalog(Action<IServiceCollection> register, bool useMemory)
    {
        var services = new ServiceCollection();
        register(services);
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<HybridCache>();
        _options = new HybridCacheEntryOptions
        {
            Expiration = TimeSpan.FromHours(1),
            Flags = useMemory ? HybridCacheEntryFlags.None : HybridCacheEntryFlags.DisableLocalCache,
        };
    }

    public int Runs => _runs;

    public TimeSpan Delay { get; init; }

    public Task<Product> GetProductAsync(int tenantId, string sku, CancellationToken cancellationToken) => _cache.GetOrCreateAsync(
        string.Create(CultureInfo.InvariantCulture, $"hybrid:{tenantId}:{sku}"),
        (Self: this, tenantId, sku),
        static (state, ct) => state.Self.LoadAsync(state.tenantId, state.sku, ct),
        _options,
        cancellationToken: cancellationToken).AsTask();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async ValueTask<Product> LoadAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, cancellationToken);
        return Products.Of(tenantId, sku);
    }
}
