using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>A cache that meets a cold key, with a body that counts its runs.</summary>
internal sealed record StampedePeer(Func<string, Task<Product>> GetAsync, Func<int> Runs);

/// <summary>All of them, with a body of a given length.</summary>
internal sealed class Peers : IAsyncDisposable
{
    public const string Ours = "Derp.Kv, generated wrapper";
    public const string Hybrid = "HybridCache";
    public const string Fusion = "FusionCache";
    public const string FusionWithLocker = "FusionCache with DistributedLock.Redis";

    private readonly KvClient _kv;
    private readonly HybridCatalog _hybrid;
    private readonly FusionCatalog _fusion;
    private readonly FusionCatalog _locking;
    private readonly Dictionary<string, StampedePeer> _all;

    public Peers(string endpoint, IDatabase locks, TimeSpan delay)
    {
        _kv = new StackExchangeRedisKvClient(endpoint);
        _hybrid = new HybridCatalog(endpoint, useMemory: true) { Delay = delay };
        _fusion = new FusionCatalog(endpoint, useMemory: true) { Delay = delay };
        _locking = new FusionCatalog(endpoint, useMemory: true, locks) { Delay = delay };
        var catalog = new Catalog(_kv) { Delay = delay };
        _all = new(StringComparer.Ordinal)
        {
            [Ours] = new(sku => catalog.GetProductAsync(Products.Tenant, sku, default), () => catalog.Runs),
            [Hybrid] = new(sku => _hybrid.GetProductAsync(Products.Tenant, sku, default), () => _hybrid.Runs),
            [Fusion] = new(sku => _fusion.GetProductAsync(Products.Tenant, sku, default), () => _fusion.Runs),
            [FusionWithLocker] = new(sku => _locking.GetProductAsync(Products.Tenant, sku, default), () => _locking.Runs),
        };
    }

    public static string[] Names => [Ours, Hybrid, Fusion, FusionWithLocker];

    public StampedePeer this[string name] => _all[name];

    public async ValueTask DisposeAsync()
    {
        _locking.Dispose();
        _fusion.Dispose();
        await _hybrid.DisposeAsync();
        await _kv.DisposeAsync();
    }
}
