namespace Derp.Kv.Benchmarks;

/// <summary>Products one by one and many at once, with the same entries.</summary>
internal sealed partial class BatchCatalog(KvClient kv)
{
    private int _computed;

    /// <summary>Items that bodies have computed.</summary>
    public int Computed => _computed;

    [Cached("batched:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> GetProductCoreAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _computed);
        return Task.FromResult(Products.Of(tenantId, sku));
    }

    [Cached("batched:{tenantId}:{sku}", Ttl = "1h", SharesWith = nameof(GetProductAsync))]
    private Task<IReadOnlyList<Product>> GetProductsCoreAsync(int tenantId, [Each] IReadOnlyList<string> sku, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _computed, sku.Count);
        return Task.FromResult<IReadOnlyList<Product>>([.. sku.Select(each => Products.Of(tenantId, each))]);
    }
}
