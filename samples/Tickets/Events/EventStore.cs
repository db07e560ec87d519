using Dapper;

namespace Tickets.Events;

internal sealed class EventStore(Database database) : IEventStore
{
    public async Task<Event?> FindAsync(long id, CancellationToken ct)
    {
        await using var connection = database.Open();
        return await connection.QuerySingleOrDefaultAsync<Event>(new("SELECT id, name, venue, city, starts, cents, seats FROM events WHERE id = @id", new { id }, cancellationToken: ct));
    }

    public async Task<List<Event>> SearchAsync(string city, string text, CancellationToken ct)
    {
        await using var connection = database.Open();
        return (await connection.QueryAsync<Event>(new(
            """
            SELECT id, name, venue, city, starts, cents, seats FROM events
            WHERE (@city = '' OR city = @city) AND instr(lower(name), lower(@text)) > 0
            ORDER BY starts
            """,
            new { city, text },
            cancellationToken: ct))).AsList();
    }

    public async Task<Event?> SetPriceAsync(long id, long cents, CancellationToken ct)
    {
        await using var connection = database.Open();
        return await connection.QuerySingleOrDefaultAsync<Event>(new(
            "UPDATE events SET cents = @cents WHERE id = @id RETURNING id, name, venue, city, starts, cents, seats",
            new { id, cents },
            cancellationToken: ct));
    }

    public async Task<Dictionary<long, long>> SeatsLeftAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        await using var connection = database.Open();
        return (await connection.QueryAsync<(long Event, long Seats)>(new(
            "SELECT event, seats FROM seats_left WHERE event IN @ids",
            new { ids },
            cancellationToken: ct))).ToDictionary(row => row.Event, row => row.Seats);
    }
}
