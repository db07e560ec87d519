using Derp.Kv;

namespace Tickets.Events;

/// <summary>What is on. Events are read much more often than they change, and their query is slow.</summary>
internal sealed partial class Catalog(KvClient kv, IEventStore store)
{
    /// <summary>All lists and searches: nobody can name the keys of those that an event is in.</summary>
    [CacheTag("event-lists")]
    public partial ValueTask InvalidateListsAsync(CancellationToken ct = default);

    // Declared, so that callers learn where the event came from.
    public partial ValueTask<CacheHit<Event?>> FindAsync(long id, CancellationToken ct = default);

    // The hottest value of the shop: from memory for two seconds, renewed before it expires, and kept for an outage of the database.
    // Short times, so that a visitor of this sample sees it expire.
    [Cached("event:{id}", Ttl = "10s", Near = "2s", RefreshAfter = "5s", RefreshOn = RefreshOn.Shared, StaleIfError = "10m")]
    private Task<Event?> FindCoreAsync(long id, CancellationToken ct = default) => store.FindAsync(id, ct);

    [Cached("events:{city}:{text}", Ttl = "5m", Tags = [nameof(InvalidateListsAsync)])]
    private Task<List<Event>> SearchCoreAsync(string city, string text, CancellationToken ct = default) => store.SearchAsync(city, text, ct);

    // It writes, and then drops what is out of date, for both processes.
    [Invalidates(nameof(FindAsync))]
    [Invalidates(nameof(InvalidateListsAsync))]
    private Task<Event?> SetPriceCoreAsync(long id, long cents, CancellationToken ct = default) => store.SetPriceAsync(id, cents, ct);
}
