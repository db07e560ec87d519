using Derp.Kv;

namespace Tickets.Events;

/// <summary>How many seats are left. An order invalidates its event's number; those of a list are read with one command.</summary>
internal sealed partial class Availability(KvClient kv, IEventStore store)
{
    [Cached("seats-left:{id}", Ttl = "10s")]
    private async Task<long?> SeatsLeftCoreAsync(long id, CancellationToken ct = default) =>
        (await store.SeatsLeftAsync([id], ct)).TryGetValue(id, out var seats) ? seats : null;

    [Cached("seats-left:{id}", Ttl = "10s", SharesWith = nameof(SeatsLeftAsync))]
    private Task<Dictionary<long, long>> SeatsLeftOfAllCoreAsync([Each] IReadOnlyCollection<long> id, CancellationToken ct = default) => store.SeatsLeftAsync(id, ct);
}
