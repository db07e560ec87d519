using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>What a method with an <c>[Each]</c> parameter looks like.</summary>
public class BatchSnapshotTests
{
    [Fact]
    public void Batch_has_entries_of_its_own() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Stock(KvClient kv, string region)
        {
            [Cached("stock:{region}:{tenantId}:{sku}", Ttl = "5m", MaxBatch = 200)]
            private async Task<IReadOnlyDictionary<string, string>> GetNamesCoreAsync(int tenantId, [Each] IReadOnlyCollection<string> sku, CancellationToken ct = default)
            {
                await Task.Yield();
                return new Dictionary<string, string>();
            }

            [Cached(Ttl = "5m", Near = "2s", CacheNulls = false)]
            private ValueTask<int[]> CountCoreAsync([Each] params Guid[] ids) => new(new int[ids.Length]);

            [RateLimited("prices:{tenantId}", Limit = 5, Window = "1m")]
            [Cached("price:{tenantId}:{id:D8}", Ttl = "5m")]
            private Task<Dictionary<long, decimal>> GetPricesCoreAsync([Each] List<long> id, int tenantId) => Task.FromResult(new Dictionary<long, decimal>());
        }
        """);

    [Fact]
    public void Batch_shares_the_entries_of_a_method_for_one_item() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("product:{tenantId}:{sku}", Ttl = "5m")]
            private Task<string?> GetProductCoreAsync(string sku, int tenantId, CancellationToken ct) => Task.FromResult<string?>(null);

            [Cached("product:{tenantId}:{sku}", Ttl = "300s", SharesWith = nameof(GetProductAsync))]
            private Task<IReadOnlyDictionary<string, string>> GetProductsCoreAsync(int tenantId, [Each] IReadOnlyCollection<string> sku, CancellationToken ct) =>
                Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

            [Cached("product:{tenantId}:{sku}", Ttl = "5m", SharesWith = "GetProductAsync")]
            private Task<string?[]> ListProductsCoreAsync(int tenantId, [Each] IEnumerable<string> sku) => Task.FromResult(new string?[0]);
        }
        """);

    [Fact]
    public void Items_have_tags() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [CacheTag("tenant:{tenantId}")] public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);
            [CacheTag("sku:{tenantId}:{sku}")] public partial Task InvalidateSkuAsync(string sku, int tenantId);

            [Cached("product:{tenantId}:{sku}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync), "InvalidateSkuAsync"])]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku) => Task.FromResult<string?>(null);

            [Cached("product:{tenantId}:{sku}", Ttl = "5m", Tags = [nameof(InvalidateTenantAsync), nameof(InvalidateSkuAsync)], SharesWith = nameof(GetProductAsync))]
            private Task<string?[]> ListProductsCoreAsync(int tenantId, [Each] IEnumerable<string> sku) => Task.FromResult(new string?[0]);

            [Cached("count:{tenantId}:{sku}", Ttl = "5m", Near = "2s", Tags = [nameof(InvalidateTenantAsync)])]
            private Task<Dictionary<string, int>> CountCoreAsync(int tenantId, [Each] string[] sku) => Task.FromResult<Dictionary<string, int>>([]);
        }
        """);
}
