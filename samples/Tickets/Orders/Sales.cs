using Dapper;
using Derp.Kv;
using Derp.Kv.Ledger;

namespace Tickets.Orders;

/// <summary>The sale: the payment of an order, and a ticket for each seat.</summary>
internal sealed partial class Sales(KvLedger ledger, ITicketCodes codes, ThisProcess process) : ISales
{
    // All rows are committed with the record of the call, or none. A retry after a crash finds all of them or nothing.
    // A provider that does not know the key makes another charge for a retry: the sale stays what it was.
    [Idempotent("sale:{key}", Ttl = "7d", Ledger = true)]
    private async Task<Sale> SellCoreAsync(
        string key, long orderId, long seats, [NotKey] string charge, LedgerTransaction sale, CancellationToken ct = default)
    {
        await sale.Connection.ExecuteAsync(new(
            "UPDATE orders SET charge = @charge WHERE id = @orderId", new { charge, orderId }, sale.Transaction, cancellationToken: ct));

        var tickets = new List<string>();
        while (tickets.Count < seats)
        {
            var code = codes.New();
            await sale.Connection.ExecuteAsync(new(
                "INSERT INTO tickets (sold_by, code, process) VALUES (@orderId, @code, @Name)",
                new { orderId, code, process.Name },
                sale.Transaction,
                cancellationToken: ct));
            tickets.Add(code);
        }

        return new Sale(charge, tickets);
    }
}
