using System.Collections.Concurrent;

namespace Derp.Kv.Coordination;

/// <summary>The flights of one client, by key: at most one that new callers can join.</summary>
internal sealed class FlightMap
{
    private readonly ConcurrentDictionary<byte[], Flight> _flights;
    private readonly ConcurrentDictionary<byte[], Flight>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public FlightMap()
    {
        _flights = new(ByteArrayComparer.Instance);
        _lookup = _flights.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _flights.Count;

    /// <summary>Joins the key's flight, if there is one that still takes callers.</summary>
    public Flight? TryJoin(byte[] key) => _flights.TryGetValue(key, out var flight) && flight.TryJoin() ? flight : null;

    /// <summary>Joins the key's flight, or starts the given one, which counts its first caller from birth.</summary>
    public Flight JoinOrStart(Flight candidate)
    {
        while (true)
        {
            var flight = _flights.GetOrAdd(candidate.Key, candidate);
            if (ReferenceEquals(flight, candidate))
            {
                candidate.Start(this);
                return candidate;
            }

            if (flight.TryJoin())
                return flight;

            // All its callers have left; it is on its way out of the map.
            Remove(flight);
        }
    }

    /// <summary>Takes a flight out of the map, and never one that came after it.</summary>
    public void Remove(Flight flight) => _flights.TryRemove(new KeyValuePair<byte[], Flight>(flight.Key, flight));

    /// <summary>Keeps later callers from joining the key's flight; those aboard still get its value.</summary>
    public void Detach(byte[] key)
    {
        // If it waits, then for a lease that is void; and out of the map no notice finds it.
        if (_flights.TryRemove(key, out var flight))
            flight.Notify();
    }

    /// <summary>The key's flight, without joining it.</summary>
    public Flight? Find(ReadOnlySpan<byte> key) => _lookup.TryGetValue(key, out var flight) ? flight : null;
}
