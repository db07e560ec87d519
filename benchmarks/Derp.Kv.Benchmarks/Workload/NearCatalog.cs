namespace Derp.Kv.Benchmarks;

/// <summary>What a user would annotate who wants hits from the process's own memory: a type that callers share, one that is copied, one that is decoded.</summary>
internal sealed partial class NearCatalog(KvClient kv)
{
    private int _runs;

    public int Runs => _runs;

    [Cached("near-frozen:{tenantId}:{sku}", Ttl = "2h", Near = "1h")]
    private Task<FrozenProduct> GetFrozenCoreAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(FrozenProduct.Of(Products.Of(tenantId, sku)));
    }

    [Cached("near-plain:{tenantId}:{sku}", Ttl = "2h", Near = "1h")]
    private Task<Product> GetPlainCoreAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Products.Of(tenantId, sku));
    }

    [Cached("near-decoded:{tenantId}:{sku}", Ttl = "2h", Near = "1h")]
    private Task<DecodedProduct> GetDecodedCoreAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(DecodedProduct.Of(Products.Of(tenantId, sku)));
    }
}
