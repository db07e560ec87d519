namespace Tickets.Events;

internal interface IEventStore
{
    Task<Event?> FindAsync(long id, CancellationToken ct);

    Task<List<Event>> SearchAsync(string city, string text, CancellationToken ct);

    Task<Event?> SetPriceAsync(long id, long cents, CancellationToken ct);

    Task<Dictionary<long, long>> SeatsLeftAsync(IReadOnlyCollection<long> ids, CancellationToken ct);
}
