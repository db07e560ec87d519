using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

public class WrapperSnapshotTests
{
    [Fact]
    public void Cached_method_gets_a_wrapper_and_an_invalidation() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("product:{tenantId}:{sku}", Ttl = "5m", Jitter = "10%", Version = 2)]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default) => Task.FromResult<string?>(sku + tenantId);
        }
        """);
}
