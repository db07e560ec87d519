namespace Shop.Fresh;

public sealed record Product(string Sku, decimal Price);
public interface ICatalog { Task<Product?> GetProductAsync(int tenantId, string sku, CancellationToken ct = default); }

public sealed partial class Catalog(KvClient kv, string region) : ICatalog, IDisposable
{
    [CacheTag("tenant:{tenantId}")] public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

    public partial ValueTask<CacheHit<Product?>> TryGetProductAsync(int tenantId, string sku, CancellationToken ct = default);

    [Cached("product:{region}:{tenantId}:{sku}", Ttl = "10m", RefreshAfter = "1m", RefreshOn = RefreshOn.NewScope, Tags = [nameof(InvalidateTenantAsync)])]
    private async Task<Cacheable<Product?>> GetProductCoreAsync(int tenantId, string sku, Previous<Product?> previous, CancellationToken ct = default)
    {
        await Task.Yield();
        return previous is { HasValue: true, ETag: "same" } ? Cacheable<Product?>.Unchanged() : new Product(sku, 1m);
    }

    [Cached("product:{region}:{tenantId}:{sku}", Ttl = "10m", RefreshAfter = "60s", Tags = [nameof(InvalidateTenantAsync)], SharesWith = nameof(GetProductAsync))]
    private Task<Dictionary<string, Cacheable<Product>>> GetProductsCoreAsync(int tenantId, [Each] IReadOnlyList<string> sku) => Task.FromResult<Dictionary<string, Cacheable<Product>>>([]);

    [Cached("stock:{id}", Ttl = "1m")]
    private ValueTask<Cacheable<int>[]> CountCoreAsync([Each] params Guid[] id) => new(new Cacheable<int>[id.Length]);

    public partial Task<CacheHit<int>> RateAsync(string @from, CancellationToken token);
    [RateLimited("rate:{from}", Limit = 5, Window = "1m")]
    [Cached("rate:{from}", Ttl = "1m", Near = "2s", RefreshAfter = "30s", RefreshOn = RefreshOn.Shared)]
    private ValueTask<int> RateCoreAsync(Previous<int> before, string from, CancellationToken token) => new(before.HasValue ? before.Value : 1);

    [Cached(Ttl = "1m", StaleIfError = "7d")] private Task<IEnumerable<int>> AllCoreAsync(Previous<IEnumerable<int>> previous) => Task.FromResult<IEnumerable<int>>([]);

    public void Dispose() { }
}
