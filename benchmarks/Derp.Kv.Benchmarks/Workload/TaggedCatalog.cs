namespace Derp.Kv.Benchmarks;

/// <summary>The same product without a tag, with one and with four.</summary>
internal sealed partial class TaggedCatalog(KvClient kv)
{
    private int _runs;

    public int Runs => _runs;

    [CacheTag("tenant:{tenantId}")]
    public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken cancellationToken = default);

    [CacheTag("shop:{tenantId}")]
    public partial ValueTask InvalidateShopAsync(int tenantId, CancellationToken cancellationToken = default);

    [CacheTag("prices:{tenantId}")]
    public partial ValueTask InvalidatePricesAsync(int tenantId, CancellationToken cancellationToken = default);

    [CacheTag("sku:{sku}")]
    public partial ValueTask InvalidateSkuAsync(string sku, CancellationToken cancellationToken = default);

    [Cached("untagged:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> GetUntaggedCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => FindAsync(tenantId, sku);

    [Cached("tagged:{tenantId}:{sku}", Ttl = "1h", Tags = [nameof(InvalidateTenantAsync)])]
    private Task<Product> GetTaggedCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => FindAsync(tenantId, sku);

    [Cached("tagged-by-four:{tenantId}:{sku}", Ttl = "1h", Tags = [nameof(InvalidateTenantAsync), nameof(InvalidateShopAsync), nameof(InvalidatePricesAsync), nameof(InvalidateSkuAsync)])]
    private Task<Product> GetTaggedByFourCoreAsync(int tenantId, string sku, CancellationToken cancellationToken) => FindAsync(tenantId, sku);

    private Task<Product> FindAsync(int tenantId, string sku)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Products.Of(tenantId, sku));
    }
}
