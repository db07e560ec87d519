using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>The caches of one process that are compared, on one source.</summary>
internal sealed class RefreshPeers : IAsyncDisposable
{
    public const string Floor = "Derp.Kv, an hour's `Ttl`: only hits";
    public const string Expiring = "Derp.Kv, `Ttl` alone";
    public const string Caller = "Derp.Kv, `RefreshAfter`, `Caller`";
    public const string Shared = "Derp.Kv, `RefreshAfter`, `Shared`";
    public const string KeptShared = "Derp.Kv, `RefreshAfter`, `StaleIfError`, `Shared`";
    public const string KeptOnly = "Derp.Kv, `StaleIfError`, `Shared`";

    private const string Near = "Derp.Kv, `RefreshAfter`, `Shared`, `Near` of 100 ms";
    private const string KeptCaller = "Derp.Kv, `RefreshAfter`, `StaleIfError`, `Caller`";
    private const string Hybrid = "HybridCache";
    private const string Fusion = "FusionCache";
    private const string EagerFusion = "FusionCache, eager refresh";
    private const string LockingFusion = "FusionCache, eager refresh, distributed lock";
    private const string SafeFusion = "FusionCache, eager refresh, fail-safe, soft time-out";

    private readonly KvClient _kv;
    private readonly RefreshHybrid _hybrid;
    private readonly RefreshFusion[] _fusions;
    private readonly Dictionary<string, Func<string, Task<Product>>> _all;

    public RefreshPeers(string endpoint, IDatabase locks, RefreshSource source)
    {
        _kv = new StackExchangeRedisKvClient(endpoint);
        _hybrid = new RefreshHybrid(endpoint, source);
        _fusions =
        [
            new(endpoint, source, "plain", static _ => { }),
            new(endpoint, source, "eager", RefreshFusion.IsEager),
            new(endpoint, source, "locking", RefreshFusion.IsEager, locks),
            new(endpoint, source, "patient", RefreshFusion.IsEagerAndPatient),
        ];
        var catalog = new RefreshCatalog(_kv, source);
        _all = new(StringComparer.Ordinal)
        {
            [Floor] = sku => catalog.GetLastingAsync(Products.Tenant, sku),
            [Expiring] = sku => catalog.GetExpiringAsync(Products.Tenant, sku, default),
            [Caller] = sku => catalog.GetByCallerAsync(Products.Tenant, sku, default),
            [Shared] = sku => catalog.GetSharedAsync(Products.Tenant, sku, default),
            [Near] = sku => catalog.GetNearAsync(Products.Tenant, sku, default),
            [KeptCaller] = sku => catalog.GetKeptByCallerAsync(Products.Tenant, sku, default),
            [KeptShared] = sku => catalog.GetKeptAsync(Products.Tenant, sku, default),
            [KeptOnly] = sku => catalog.GetKeptOnlyAsync(Products.Tenant, sku, default),
            [Hybrid] = sku => _hybrid.GetProductAsync(Products.Tenant, sku),
            [Fusion] = sku => _fusions[0].GetProductAsync(Products.Tenant, sku),
            [EagerFusion] = sku => _fusions[1].GetProductAsync(Products.Tenant, sku),
            [LockingFusion] = sku => _fusions[2].GetProductAsync(Products.Tenant, sku),
            [SafeFusion] = sku => _fusions[3].GetProductAsync(Products.Tenant, sku),
        };
    }

    /// <summary>Those that are compared while the source answers.</summary>
    public static string[] Steady => [Floor, Expiring, Caller, Shared, Near, Hybrid, Fusion, EagerFusion, LockingFusion];

    /// <summary>Those that are compared while it hangs.</summary>
    public static string[] Hanging => [KeptShared, KeptCaller, KeptOnly, Expiring, SafeFusion, Hybrid];

    public Func<string, Task<Product>> this[string name] => _all[name];

    public async ValueTask DisposeAsync()
    {
        foreach (var fusion in _fusions)
            fusion.Dispose();
        await _hybrid.DisposeAsync();
        await _kv.DisposeAsync();
    }
}
