using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>What a method looks like that is refreshed, decides for its result, or is looked at.</summary>
public class FreshnessSnapshotTests
{
    [Fact]
    public void Plain_body_is_called_as_ever() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("product:{tenantId}:{sku}", Ttl = "10m", RefreshAfter = "1m", StaleIfError = "1h", RefreshOn = RefreshOn.Shared)]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default) => Task.FromResult<string?>(null);
        }
        """);

    [Fact]
    public void Body_decides_for_its_result() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [CacheTag("tenant:{tenantId}")] public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

            [Cached("product:{tenantId}:{sku}", Ttl = "10m", RefreshAfter = "1m", Tags = [nameof(InvalidateTenantAsync)])]
            private async Task<Cacheable<string?>> GetProductCoreAsync(int tenantId, string sku, Previous<string?> previous, CancellationToken ct = default)
            {
                await Task.Yield();
                return previous.HasValue && sku.Length == 0 ? Cacheable<string?>.Unchanged() : sku;
            }
        }

        public static partial class Rates
        {
            private static readonly KvClient s_kv = new MemoryKvClient();

            [Cached("rate:{currency}", Ttl = "10m", Near = "2s")]
            private static Task<Cacheable<decimal>> GetRateCoreAsync(string currency) => Task.FromResult(Cacheable.From(1m).For(TimeSpan.FromMinutes(currency.Length)));
        }
        """);

    [Fact]
    public void Plain_body_takes_the_value_of_before() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [RateLimited("products:{tenantId}", Limit = 5, Window = "1m")]
            [Cached(Ttl = "10m", StaleIfError = "1h")]
            private ValueTask<IEnumerable<string>> ListProductsCoreAsync(Previous<IEnumerable<string>> before, int tenantId) => new(before.HasValue ? before.Value : []);
        }
        """);
}
