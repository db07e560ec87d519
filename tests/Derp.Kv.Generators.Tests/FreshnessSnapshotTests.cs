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

    [Fact]
    public void Declared_methods_look_and_tell() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [CacheTag("tenant:{tenantId}")] public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);

            /// <summary>The product, if it is cached.</summary>
            public partial ValueTask<CacheHit<string?>> TryGetProductAsync(int tenantId, string sku, CancellationToken token = default);

            [Cached("product:{tenantId}:{sku}", Ttl = "10m", Tags = [nameof(InvalidateTenantAsync)])]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku, [NotKey] string? note = null, CancellationToken ct = default) => Task.FromResult<string?>(null);

            /// <summary>The price, and where it came from.</summary>
            public partial ValueTask<CacheHit<decimal>> GetPriceAsync(int id, CancellationToken cancellationToken = default);

            internal partial Task<CacheHit<decimal>> TryGetPriceAsync(int id, CancellationToken cancellationToken);

            [Cached("price:{id}", Ttl = "10m", Near = "2s")]
            private Task<decimal> GetPriceCoreAsync(int id, CancellationToken cancellationToken) => Task.FromResult(1m);
        }
        """);

    [Fact]
    public void F5_Body_runs_on_an_instance_of_a_new_scope() => Snapshot.Verify("""
        namespace Shop;

        public interface ICatalog { Task<string?> GetProductAsync(int tenantId, string sku, CancellationToken ct = default); }
        public sealed class User { public int Id { get; set; } }

        public sealed partial class Catalog(KvClient kv, User user) : ICatalog, IDisposable
        {
            [Cached("product:{tenantId}:{sku}", Ttl = "10m", RefreshAfter = "1m", RefreshOn = RefreshOn.NewScope)]
            private Task<string?> GetProductCoreAsync(int tenantId, string sku, CancellationToken ct = default) => Task.FromResult<string?>(null);

            private string Region => "eu";

            [Cached("prices:{Region}", Ttl = "10m", RefreshAfter = "1m", RefreshOn = RefreshOn.NewScope)]
            private ValueTask<Cacheable<decimal>> GetPricesCoreAsync(Previous<decimal> previous) => new(previous.HasValue ? previous.Value : 1m);

            [RateLimited("basket:{user.Id}", Limit = 5, Window = "1m")]
            [Cached("basket:{user.Id}:{page}", Ttl = "10m", StaleIfError = "1h", RefreshOn = RefreshOn.NewScope)]
            private Task<string[]> GetBasketCoreAsync(int page) => Task.FromResult<string[]>([]);

            public void Dispose() { }
        }
        """);

    [Fact]
    public void Body_decides_for_each_value_of_a_batch() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("product:{sku}", Ttl = "10m")]
            private Task<IReadOnlyDictionary<string, Cacheable<string>>> GetProductsCoreAsync([Each] IReadOnlyCollection<string> sku, CancellationToken ct) =>
                Task.FromResult<IReadOnlyDictionary<string, Cacheable<string>>>(new Dictionary<string, Cacheable<string>>());

            [Cached("stock:{tenantId}:{id}", Ttl = "10m")]
            private ValueTask<Dictionary<int, Cacheable<int>>> CountCoreAsync([Each] int[] id, int tenantId) => new(new Dictionary<int, Cacheable<int>>());

            [Cached("price:{id}", Ttl = "10m")]
            private Task<Cacheable<decimal>[]> ListPricesCoreAsync([Each] List<int> id) => Task.FromResult(new Cacheable<decimal>[id.Count]);
        }
        """);
}
