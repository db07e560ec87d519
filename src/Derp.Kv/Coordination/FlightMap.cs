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

    private long _detachments;

    public int Count => _flights.Count;

    /// <summary>How often callers were kept from joining, whatever the key. Taken before a read, it tells <see cref="TryShare"/> whether the read may be old.</summary>
    public long Detachments => Volatile.Read(ref _detachments);

    /// <summary>Joins the key's flight, if there is one that still takes callers.</summary>
    public Flight? TryJoin(byte[] key) => _flights.TryGetValue(key, out var flight) && flight.TryJoin() ? flight : null;

    /// <summary>
    /// Lets callers join a flight whose first caller is reading. Not when the key, or any other, was detached since that read
    /// began: those who come after an invalidation must not share what was asked before it.
    /// </summary>
    /// <returns>Whether it is in the map; another one may be there.</returns>
    public bool TryShare(Flight reading, long detachments)
    {
        if (!_flights.TryAdd(reading.Key, reading))
            return false;

        // In the map and not yet open: a detachment that this look misses takes it out.
        if (Detachments == detachments && reading.Open())
            return true;

        Remove(reading);
        return false;
    }

    /// <summary>
    /// Has a flight take off whose first caller's read found no value. Where it was detached meanwhile it does not: those
    /// aboard start anew, on the flight that may have come after it.
    /// </summary>
    public bool TryTakeOff(Flight reading, bool storeFailed)
    {
        if (_flights.TryGetValue(reading.Key, out var standing) && ReferenceEquals(standing, reading))
        {
            reading.TakeOff(this, storeFailed);
            return true;
        }

        reading.HandOver(this);
        return false;
    }

    /// <summary>Joins the key's flight, or has the given one take off, which counts its first caller from birth.</summary>
    public Flight JoinOrTakeOff(Flight candidate, bool storeFailed)
    {
        // Before it stands in the map: a caller that finds it there and may not join would put its own in its place.
        candidate.Open();
        while (true)
        {
            var flight = _flights.GetOrAdd(candidate.Key, candidate);
            if (ReferenceEquals(flight, candidate))
            {
                candidate.TakeOff(this, storeFailed);
                return candidate;
            }

            // Closed, it is on its way out of the map: all its callers have left, or it was not to be shared yet, and now never is.
            if (flight.TryJoinOrClose())
                return flight;

            Remove(flight);
        }
    }

    /// <summary>Takes a flight out of the map, and never one that came after it.</summary>
    public void Remove(Flight flight) => _flights.TryRemove(new KeyValuePair<byte[], Flight>(flight.Key, flight));

    /// <summary>Keeps later callers from joining the key's flight; those aboard still get its value.</summary>
    /// <returns>The flight, if there was one.</returns>
    public Flight? Detach(byte[] key)
    {
        Interlocked.Increment(ref _detachments);
        return _flights.TryRemove(key, out var flight) ? flight : null;
    }

    /// <summary>The key's flight, without joining it.</summary>
    public Flight? Find(ReadOnlySpan<byte> key) => _lookup.TryGetValue(key, out var flight) ? flight : null;
}
