namespace Shop.Writes
{
    public sealed record Item(int Tenant, string? Sku);

    public partial class Shelf(KvClient kv, string region)
    {
        [CacheTag("tenant:{tenant}")] public partial ValueTask InvalidateTenantAsync(int tenant, CancellationToken ct = default);
        [CacheTag("all")] internal partial Task InvalidateAll();

        [Cached("item:{tenant}:{sku}:{region}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync), "Shelf.InvalidateAll"])]
        private Task<int> GetItemCoreAsync(int tenant, string sku) => Task.FromResult(tenant);

        [Invalidates(nameof(GetItemAsync), "item.Tenant", "item.Sku", Settle = "2s")]
        [Invalidates(nameof(InvalidateTenantAsync), "result", OnlyOnSuccess = true)]
        private Task<int> SaveCoreAsync(Item item, DeferredInvalidations later) => Task.FromResult(item.Tenant);
    }

    public partial class Clerk(KvClient kv)
    {
        [Invalidates<Shelf>(nameof(Shelf.GetItemAsync)), Idempotent("sell:{id}", Ttl = "1d")]
        private ValueTask SellCoreAsync(Guid id, int tenant, string[] sku, string region) => default;
    }
}
