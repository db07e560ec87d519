using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>What a method looks like whose record is committed with what its body writes.</summary>
public class LedgerSnapshotTests
{
    [Fact]
    public void Body_takes_the_transaction_and_the_wrapper_does_not() => Snapshot.Verify("""
        using Derp.Kv.Ledger;

        namespace Shop;

        public sealed record Order(Guid Id, decimal Total);

        public sealed partial class Payments(KvLedger ledger)
        {
            [Idempotent("pay:{key}", Ttl = "7d", Ledger = true, InFlight = InFlightBehavior.Reject)]
            private Task<IdempotentResult<Order>> PayCoreAsync(string key, LedgerTransaction transaction, decimal amount, CancellationToken ct = default) =>
                Task.FromResult(new IdempotentResult<Order>(new Order(Guid.Empty, amount + transaction.Connection.ConnectionTimeout), 201));

            [Idempotent("cancel:{key}", Ttl = "7d", Ledger = true)]
            private ValueTask CancelCoreAsync(LedgerTransaction transaction, string key) => transaction.Transaction.DisposeAsync();
        }
        """);

    [Fact]
    public void W6_Limit_stands_around_the_ledger_and_the_invalidation_within() => Snapshot.Verify("""
        using Derp.Kv.Ledger;

        namespace Shop;

        public sealed partial class Orders(KvClient kv, KvLedger ledger)
        {
            [Cached("order:{id}", Ttl = "5m")]
            private Task<string?> GetOrderCoreAsync(int id) => Task.FromResult<string?>(null);

            [RateLimited("orders", Limit = 5, Window = "1m")]
            [Idempotent("place:{key}", Ttl = "7d", Ledger = true)]
            [Invalidates(nameof(GetOrderAsync))]
            private Task<int> PlaceCoreAsync(string key, int id, LedgerTransaction transaction, CancellationToken ct = default) => Task.FromResult(transaction.Connection.ConnectionTimeout);

            [Idempotent("remove:{key}", Ttl = "7d", Ledger = true)]
            [Invalidates(nameof(GetOrderAsync), "result")]
            private Task<int> RemoveCoreAsync(string key, LedgerTransaction transaction) => Task.FromResult(transaction.Connection.ConnectionTimeout);
        }
        """);

    [Fact]
    public void Result_is_replayed_from_a_store_too() => Snapshot.Verify("""
        using Derp.Kv.Ledger;

        namespace Shop;

        public static partial class Payments
        {
            private static readonly KvClient s_kv = new MemoryKvClient();
            private static KvLedger? Ledger => null;

            [RateLimited("payments", Limit = 5, Window = "1m"), RateLimited("payments:{key}", Limit = 1, Window = "1s")]
            [Idempotent("pay:{key}", Ttl = "7d", Ledger = true, ReplayFromStore = true)]
            private static Task<int> PayCoreAsync(string key, LedgerTransaction transaction) => Task.FromResult(transaction.Connection.ConnectionTimeout);
        }
        """);
}
