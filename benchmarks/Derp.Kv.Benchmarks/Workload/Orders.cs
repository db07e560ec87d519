namespace Derp.Kv.Benchmarks;

/// <summary>One body under each attribute and under several.</summary>
internal sealed partial class Orders(KvClient kv)
{
    private const long Many = 1_000_000_000;

    private int _runs;

    public int Runs => _runs;

    public Task<Product> PlainAsync(string key, int tenantId, string sku)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Products.Of(tenantId, sku));
    }

    [Cached("cached:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> CachedCoreAsync([NotKey] string key, int tenantId, string sku) => PlainAsync(key, tenantId, sku);

    [RateLimited("limited:{tenantId}", Limit = Many, Window = "1h")]
    private Task<Product> LimitedCoreAsync(string key, int tenantId, string sku) => PlainAsync(key, tenantId, sku);

    [Idempotent("order:{key}", Ttl = "1m")]
    private Task<Product> IdempotentCoreAsync(string key, int tenantId, string sku) => PlainAsync(key, tenantId, sku);

    [RateLimited("limited-cached:{tenantId}", Limit = Many, Window = "1h")]
    [Cached("limited-cached:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> LimitedCachedCoreAsync([NotKey] string key, int tenantId, string sku) => PlainAsync(key, tenantId, sku);

    [Idempotent("order-cached:{key}", Ttl = "1m")]
    [Cached("order-cached:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> IdempotentCachedCoreAsync([NotKey] string key, int tenantId, string sku) => PlainAsync(key, tenantId, sku);

    [RateLimited("all:{tenantId}", Limit = Many, Window = "1h")]
    [Idempotent("all:{key}", Ttl = "1m")]
    [Cached("all:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> AllCoreAsync([NotKey] string key, int tenantId, string sku) => PlainAsync(key, tenantId, sku);
}
