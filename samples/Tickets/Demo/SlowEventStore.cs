using Dapper;
using Tickets.Events;

namespace Tickets.Demo;

/// <summary>Makes the query of an event slow, as that of a real shop is, and writes down each of its runs.</summary>
internal sealed class SlowEventStore(EventStore store, Database database, DemoSwitches switches, ThisProcess process) : IEventStore
{
    // It waits when it has read and noted that: whoever changes the event from then on makes the result old.
    public async Task<Event?> FindAsync(long id, CancellationToken ct)
    {
        var (milliseconds, fails) = switches.Query;
        var found = await store.FindAsync(id, ct);
        await using (var connection = database.Open())
            await connection.ExecuteAsync(new("INSERT INTO query_log (what, process) VALUES (@what, @Name)", new { what = $"event {id}", process.Name }, cancellationToken: ct));

        await Task.Delay(milliseconds, ct);
        return fails ? throw new InvalidOperationException("The database is away.") : found;
    }

    public Task<List<Event>> SearchAsync(string city, string text, CancellationToken ct) => store.SearchAsync(city, text, ct);

    public Task<Event?> SetPriceAsync(long id, long cents, CancellationToken ct) => store.SetPriceAsync(id, cents, ct);

    public Task<Dictionary<long, long>> SeatsLeftAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => store.SeatsLeftAsync(ids, ct);
}
