namespace Derp.Kv.Benchmarks;

/// <summary>What a user would annotate.</summary>
internal sealed partial class Catalog(KvClient kv)
{
    private int _runs;

    public int Runs => _runs;

    /// <summary>How long the body of a product takes.</summary>
    public TimeSpan Delay { get; init; }

    [Cached("product:{tenantId}:{sku}", Ttl = "1h")]
    private async Task<Product> GetProductCoreAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, cancellationToken);
        return Products.Of(tenantId, sku);
    }

    [Cached("plain:{tenantId}:{sku}", Ttl = "1h")]
    private Task<PlainProduct> GetPlainCoreAsync(int tenantId, string sku)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Products.PlainOf(tenantId, sku));
    }

    [Cached("count:{tenant}", Ttl = "1h")]
    private Task<int> GetCountCoreAsync(int tenant)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(tenant);
    }
}
