namespace Shop.Batches;

public sealed record Product(string Sku, decimal Price);
public readonly record struct Place(int Aisle, DayOfWeek? Day);

public sealed partial class Catalog(KvClient kv, string region)
{
    [Cached("product:{region}:{tenantId}:{sku}", Ttl = "5m", Near = "2s")]
    private Task<Product?> GetProductCoreAsync(int tenantId, string sku) => Task.FromResult<Product?>(null);

    [Cached("product:{region}:{tenantId}:{sku}", Ttl = "300s", Near = "2s", SharesWith = nameof(GetProductAsync), MaxBatch = 200)]
    private Task<IReadOnlyDictionary<string, Product>> GetProductsCoreAsync(int tenantId, [Each] IReadOnlyCollection<string> sku, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, Product>>(new Dictionary<string, Product>());

    [Cached("product:{region}:{tenantId}:{sku}", Ttl = "5m", Near = "2s", SharesWith = "GetProductAsync")]
    private ValueTask<Product?[]> ListCoreAsync([Each] List<string> sku, int tenantId, [NotKey] string? note = null) => new(new Product?[sku.Count]);

    [RateLimited("stock:{id}", Limit = 5, Window = "1m")]
    [Cached("stock:{id:N}", Ttl = "1m", CacheNulls = false)]
    private Task<Dictionary<Guid, int>> CountCoreAsync([Each] Guid[] id) => Task.FromResult<Dictionary<Guid, int>>([]);

    [Cached(Ttl = "1m", Version = 3)]
    private static Task<IReadOnlyList<long>> SumCoreAsync([NotKey] object any, [Each] params Place[] places) => Task.FromResult<IReadOnlyList<long>>([]);

    private static readonly KvClient s_kv = null!;
    public partial Task<int[]> FindAsync((int, string)[] what, CancellationToken token = default);
    public partial ValueTask<long> InvalidateManyFindAsync(IEnumerable<(int, string)> what, CancellationToken token = default);
    [Cached("find:{pairs}", Ttl = "1m", Client = nameof(kv))]
    private Task<int[]> FindCoreAsync([Each] (int, string)[] pairs, CancellationToken ct) => Task.FromResult<int[]>([]);
}
