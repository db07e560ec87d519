using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

public class TagSnapshotTests
{
    [Fact]
    public void Tag_is_implemented_and_named() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [CacheTag("tenant:{tenantId}")]
            public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

            [CacheTag("region:{class}:{tenantId}")]
            internal partial Task InvalidateRegion(string @class, int tenantId);

            [Cached("product:{tenantId}:{sku}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync)])]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default) => Task.FromResult<string?>(sku + tenantId);

            [Cached("stock:{tenantId}:{class}", Ttl = "5m", Near = "2s", Tags = new[] { nameof(InvalidateTenantAsync), "Catalog.InvalidateRegion" })]
            private Task<int> CountCoreAsync(int tenantId, string @class) => Task.FromResult(tenantId);
        }
        """);
}
