using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

public class InvalidationSnapshotTests
{
    [Fact]
    public void Write_invalidates_a_value_and_a_tag() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [CacheTag("tenant:{tenantId}")]
            public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

            [Cached("product:{tenantId}:{sku}", Ttl = "5m")]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default) => Task.FromResult<string?>(sku + tenantId);

            [Invalidates(nameof(GetProductAsync), Settle = "2s")]
            [Invalidates(nameof(InvalidateTenantAsync), OnlyOnSuccess = true, OnUnavailable = InvalidationUnavailable.Throw)]
            private Task RenameCoreAsync(int tenantId, string sku, string name, DeferredInvalidations deferred, CancellationToken ct = default) => Task.CompletedTask;
        }
        """);

    [Fact]
    public void Paths_results_and_collections_of_another_type() => Snapshot.Verify("""
        namespace Shop
        {
            public sealed record Product(int TenantId, string? Sku);

            public sealed partial class Catalog(KvClient kv, string region)
            {
                [Cached("product:{tenantId}:{sku}:{region}", Ttl = "5m")]
                private Task<string?> GetProductCoreAsync(int tenantId, string sku) => Task.FromResult<string?>(sku + tenantId);

                [Invalidates(nameof(GetProductAsync))]
                private ValueTask<int> DeleteCoreAsync(int tenantId, IReadOnlyList<string?> sku) => default;
            }
        }

        namespace Shop.Writing
        {
            public sealed partial class Editor(KvClient kv)
            {
                [Invalidates<Catalog>(nameof(Catalog.GetProductAsync), "product.TenantId", "product.Sku", "region")]
                [Invalidates(nameof(Catalog.GetProductAsync), "result.TenantId", "result.Sku", "region")]
                [Idempotent("save:{id}", Ttl = "1d")]
                private Task<Product> SaveCoreAsync(Guid id, [NotKey] Product product, string region) => Task.FromResult(product);
            }
        }
        """);
}
