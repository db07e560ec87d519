using System.Data.Common;
using Derp.Kv.Ledger;

namespace Shop.Ledgers;

public sealed record Order(Guid Id, decimal Total, string? Note);
public sealed record Placed(Guid Id, int Number);

public sealed partial class Orders(KvClient kv, KvLedger ledger, string region)
{
    [CacheTag("orders:{customer}")] public partial ValueTask InvalidateOrdersAsync(int customer, CancellationToken ct = default);

    [Cached("orders:{customer}:{number}", Ttl = "5m", Tags = [nameof(InvalidateOrdersAsync)])]
    private Task<Placed?> GetOrderCoreAsync(int customer, int number) => Task.FromResult<Placed?>(null);

    [RateLimited("place:{customer}", Limit = 5, Window = "1m", Client = nameof(kv))]
    [RateLimited("place-all", Limit = 500, Window = "1s")]
    [Idempotent("place:{region}:{order.Id}", Ttl = "7d", Ledger = true, ReplayFromStore = true, InFlight = InFlightBehavior.Reject, Client = nameof(ledger))]
    [Invalidates(nameof(InvalidateOrdersAsync)), Invalidates(nameof(GetOrderAsync), "customer", "result.Number")]
    private async Task<Placed> PlaceCoreAsync(int customer, LedgerTransaction transaction, Order order, CancellationToken ct = default)
    {
        await using var command = transaction.Connection.CreateCommand();
        transaction.Enlist(command);
        command.CommandText = "INSERT INTO orders DEFAULT VALUES";
        return new Placed(order.Id, await command.ExecuteNonQueryAsync(ct));
    }

    public partial ValueTask CancelAsync(string @event);
    [Idempotent("cancel:{event}", Ttl = "1d", Ledger = true, WaitTimeout = "5s", Name = "CancelAsync")]
    private ValueTask CancelCoreAsync(LedgerTransaction t, string @event) => new(Task.FromResult(t.Transaction));
}

public static partial class Webhooks
{
    private static readonly KvLedger? s_ledger = null;

    [Idempotent("hook:{key}", Ttl = "30d", StatusCode = 202, Ledger = true)]
    private static ValueTask<IdempotentResult<Order[]>> HandleCoreAsync<T>(string key, [NotKey] T payload, LedgerTransaction ledger) => new(new IdempotentResult<Order[]>(ledger.Connection is DbConnection ? [] : [], 204));
}
