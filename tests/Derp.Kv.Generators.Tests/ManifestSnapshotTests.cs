using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>The table of an assembly's annotated methods, from which configuration, page and tools know them.</summary>
public class ManifestSnapshotTests
{
    [Fact]
    public void Each_attribute_is_a_line() => Snapshot.VerifyManifest("""
        namespace Shop;

        public sealed record Product(int Id, string Name);
        [KvName("order")] public sealed record Order(string Id);

        public sealed partial class Catalog(KvClient kv, string region)
        {
            [CacheTag("tenant:{tenantId}")]
            public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

            [Cached("product:{region}:{tenantId}:{sku}", Ttl = "5m", Near = "2s", Jitter = "10%", Tags = [nameof(InvalidateTenantAsync)])]
            private Task<Product?> GetProductCoreAsync(int tenantId, string sku, [NotKey] object? trace = null, CancellationToken ct = default) => Task.FromResult<Product?>(null);

            [Cached("product:{region}:{tenantId}:{sku}", Ttl = "5m", Near = "2s", Jitter = "10%", Tags = [nameof(InvalidateTenantAsync)], SharesWith = nameof(GetProductAsync))]
            private Task<Dictionary<string, Product>> GetProductsCoreAsync(int tenantId, [Each] IReadOnlyList<string> sku) => Task.FromResult(new Dictionary<string, Product>());
        }

        public sealed partial class Orders(KvClient kv)
        {
            [RateLimited("order:{customer}", Limit = 5, Window = "1s")]
            [RateLimited("order:{customer}", Limit = 100, Window = "1h", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 20, OnUnavailable = RateLimitUnavailable.Deny)]
            [Idempotent("order:{key}", Ttl = "1d", InFlight = InFlightBehavior.Reject)]
            private Task<Order> PlaceCoreAsync(string key, string customer, (int Id, int Count)[] items) => Task.FromResult(new Order(key));

            [Invalidates<Catalog>(nameof(Catalog.InvalidateTenantAsync), OnlyOnSuccess = true, Settle = "2s")]
            private Task ImportCoreAsync(int tenantId) => Task.CompletedTask;
        }
        """);

    [Fact]
    public void Overloads_and_closed_types_share_a_name() => Snapshot.VerifyManifest("""
        public partial class Outer<T>
        {
            public partial class Store<TKey>(KvClient kv)
            {
                [Cached(Ttl = "1h30m", CacheNulls = false, Version = 3)]
                private ValueTask<int> CountCoreAsync(int key) => new(1);

                [Cached(Ttl = "90s")]
                private ValueTask<int> CountCoreAsync(int key, int? least) => new(1);
            }
        }
        """);
}
