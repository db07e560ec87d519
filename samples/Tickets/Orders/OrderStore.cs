using Dapper;
using Derp.Kv;
using Tickets.Events;

namespace Tickets.Orders;

internal sealed partial class OrderStore(KvClient kv, Database database, ThisProcess process)
{
    // A retry after a crash finds the order that the first run has reserved: the key is unique in the database, too.
    // Null: fewer seats are left.
    [Invalidates<Availability>(nameof(Availability.SeatsLeftAsync), "eventId")]
    private async Task<Order?> ReserveCoreAsync(string key, long eventId, int seats, CancellationToken ct = default)
    {
        await using var connection = database.Open();
        await connection.ExecuteAsync(new(
            """
            INSERT INTO orders (key, event, seats, cents, process)
            SELECT @key, e.id, @seats, e.cents * @seats, @Name FROM events e JOIN seats_left l ON l.event = e.id
            WHERE e.id = @eventId AND l.seats >= @seats
            ON CONFLICT (key) DO NOTHING
            """,
            new { key, eventId, seats, process.Name },
            cancellationToken: ct));
        return await connection.QuerySingleOrDefaultAsync<Order>(new(
            "SELECT id, event AS eventId, seats, cents, charge FROM orders WHERE key = @key", new { key }, cancellationToken: ct));
    }

    [Invalidates<Availability>(nameof(Availability.SeatsLeftAsync), "order.EventId")]
    private async Task ReleaseCoreAsync(Order order, CancellationToken ct = default)
    {
        await using var connection = database.Open();
        await connection.ExecuteAsync(new("DELETE FROM orders WHERE id = @Id AND charge IS NULL", new { order.Id }, cancellationToken: ct));
    }

    public async Task<Order?> FindAsync(long id, CancellationToken ct)
    {
        await using var connection = database.Open();
        return await connection.QuerySingleOrDefaultAsync<Order>(new(
            "SELECT id, event AS eventId, seats, cents, charge FROM orders WHERE id = @id", new { id }, cancellationToken: ct));
    }
}
