namespace Shop;

public sealed record Product(int Id, string Name, decimal Price, IReadOnlyList<string> Tags);

/// <summary>The everyday case.</summary>
public sealed partial class Catalog(KvClient kv)
{
    [Cached("product:{tenantId}:{sku}", Ttl = "5m", Jitter = "10%", Version = 2)]
    private async Task<Product?> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default)
    {
        await Task.Delay(tenantId, ct);
        return new Product(tenantId, sku, 1.20m, []);
    }

    [Cached(Ttl = "1h30m", LockTtl = "30s", CacheNulls = false)]
    private Task<Dictionary<string, List<Product>>> ListCoreAsync(DayOfWeek day, int page = 1, params string[] tags) =>
        Task.FromResult(new Dictionary<string, List<Product>>());
}
