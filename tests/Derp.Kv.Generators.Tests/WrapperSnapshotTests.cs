using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

// G3: each is generated again under other cultures and line endings.
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

    [Fact]
    public void Attributes_nest_in_a_fixed_order() => Snapshot.Verify("""
        namespace Shop;

        public sealed record Order(int Id, decimal Amount);

        public sealed partial class Payments(KvClient kv)
        {
            [Cached("receipt:{order.Id}:{note}", Ttl = "30s", CacheNulls = false)]
            [Idempotent("pay:{order.Id}", Ttl = "7d", LockTtl = "1m", InFlight = InFlightBehavior.Reject, StatusCode = 201)]
            [RateLimited("pay:{order.Id}", Limit = 10, Window = "1m", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 3, OnUnavailable = RateLimitUnavailable.Deny)]
            private Task<string> PayCoreAsync(Order order, string? note, CancellationToken ct = default) => Task.FromResult($"{order.Id} {note}");
        }
        """);

    [Fact]
    public void Method_without_result_is_replayed_as_done() => Snapshot.Verify("""
        namespace Shop
        {
            public static partial class Mails
            {
                public static KvClient Kv { get; set; } = null!;

                [Idempotent("mail:{id}", Ttl = "1d", WaitTimeout = "0s")]
                private static ValueTask SendCoreAsync(Guid id, List<string?> to, [NotKey] object? log = null) => default;
            }
        }
        """);

    [Fact]
    public void Generic_method_in_nested_generic_types_without_namespace() => Snapshot.Verify("""
        public partial struct Outer<T> where T : notnull
        {
            internal sealed partial record Inner<TItem>(KvClient Kv)
            {
                [Cached(Ttl = "1h30m", Name = "Find")]
                private ValueTask<int?> LookUp<TKey>(IReadOnlyList<DayOfWeek?>? days, TimeSpan? since = null, params string[] rest)
                    where TKey : class?, IComparable<TKey>, new() => default;
            }
        }
        """);

    [Fact]
    public void Keyword_names_are_escaped() => Snapshot.Verify("""
        namespace @namespace.@int;

        public partial class @class(KvClient @this)
        {
            [Cached("{string:X}:{self}", Ttl = "1ms", Name = "new")]
            private Task<int> @event(int @string, string self = "\"\n\u0000") => Task.FromResult(@string + self.Length);
        }
        """);

    [Fact]
    public void Declared_wrappers_keep_what_was_declared() => Snapshot.Verify("""
        namespace Shop;

        public abstract class Repository
        {
            protected abstract KvClient Kv { get; }
            public abstract Task<int> CountAsync(string tenant, CancellationToken cancellationToken = default);
        }

        public abstract partial class Orders : Repository
        {
            public sealed override partial Task<int> CountAsync(string tenantName, CancellationToken cancellationToken);

            internal partial ValueTask<bool> InvalidateCountAsync(string tenant, CancellationToken token = default);

            [Cached("orders:{tenant}", Ttl = "1m")]
            private Task<int> CountCoreAsync(string tenant, CancellationToken ct = default) => Task.FromResult(tenant.Length);
        }
        """);

    [Fact]
    public void Idempotent_payment_chooses_its_status() => Snapshot.Verify("""
        namespace Shop;

        public sealed record Order(string Id, decimal Amount, string[]? Lines);

        public sealed partial class Payments
        {
            private readonly KvClient _client;

            public Payments(KvClient client) => _client = client;

            /// <summary>Takes the money.</summary>
            /// <param name="paymentId">Of the caller's choice.</param>
            /// <param name="order">What is paid.</param>
            /// <param name="ct">Cancels the wait for a duplicate.</param>
            [Idempotent("payment:{paymentId}", Ttl = "24h")]
            private async Task<IdempotentResult<string>> PayCoreAsync(Guid paymentId, Order order, CancellationToken ct)
            {
                await Task.Delay(1, ct);
                return new(order.Id, 201, false);
            }
        }
        """);

    [Fact]
    public void Limited_login() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Accounts(KvClient kv)
        {
            [RateLimited("login:{user}", Limit = 3, Window = "1m", OnUnavailable = RateLimitUnavailable.Deny)]
            private Task<bool> LogInCoreAsync(string user, string password, CancellationToken ct = default) => Task.FromResult(user == password);
        }
        """);

    [Fact]
    public void Limit_whose_permits_are_taken_in_advance() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Search(KvClient kv)
        {
            [RateLimited("search:{tenant}", Limit = 10_000, Window = "1m", PermitBatch = 100)]
            private Task<int> FindCoreAsync(string tenant, string text, CancellationToken ct = default) => Task.FromResult(text.Length);
        }
        """);

    [Fact]
    public void Two_limits_and_an_idempotent_body() => Snapshot.Verify("""
        namespace Shop;

        public sealed partial class Mail(KvClient kv)
        {
            private readonly string _tenant = "acme";

            [Idempotent("mail:{order}", Ttl = "1d")]
            [RateLimited("mail:{{{user}}}", Limit = 3, Window = "1s")]
            [RateLimited("mail:{{{user}}}:{_tenant}", Limit = 100, Window = "1h", Algorithm = RateLimitAlgorithm.TokenBucket)]
            private Task SendCoreAsync(string user, int order, CancellationToken ct = default) => Task.CompletedTask;
        }
        """);

    [Fact]
    public void Records_tuples_and_collections_are_framed_in_keys() => Snapshot.Verify("""
        namespace Shop;

        public sealed record Filter(string? Text, decimal? MaxPrice, IReadOnlyList<int> Shelves);

        public readonly partial struct Search(KvClient kv)
        {
            private readonly KvClient _kv = kv;

            [Cached(Ttl = "30s")]
            private ValueTask<int[]> FindCoreAsync(Filter filter, (int Page, int Size) window) => new([]);
        }
        """);

    [Fact]
    public void Paths_formats_and_a_hash_tag() => Snapshot.Verify("""
        namespace Shop;

        public sealed record Tenant(int Id, Region? Region);

        public sealed record Region(string Name);

        public sealed partial class Reports(KvClient kv)
        {
            [Cached("report:{{{tenant.Id}}}:{tenant.Region.Name}:{day:yyyyMMdd}:{detail}", Ttl = "1h", Jitter = "20%")]
            private Task<string> RenderCoreAsync(Tenant tenant, DateTime day, DayOfWeek detail, [NotKey] IProgress<int>? progress = null) => Task.FromResult("");
        }
        """);
}
