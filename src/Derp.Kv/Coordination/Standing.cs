using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Coordination;

/// <summary>What is under way for one key.</summary>
internal readonly struct Standing
{
    private Standing(int hash, byte[] key, Flight? flight, bool isRead, bool isDetached = false) =>
        (Hash, Key, Flight, IsRead, IsDetached) = (hash, key, flight, isRead, isDetached);

    public int Hash { get; }

    /// <summary>The array of the reader or of the flight; null if nothing is under way.</summary>
    public byte[]? Key { get; }

    /// <summary>What callers join; null as long as no call has joined the read.</summary>
    public Flight? Flight { get; }

    /// <summary>Whether its reader has still to end it.</summary>
    public bool IsRead { get; }

    /// <summary>Whether only the calls that have joined it can still see it.</summary>
    public bool IsDetached { get; }

    public static Standing OfRead(int hash, byte[] key) => new(hash, key, flight: null, isRead: true);

    public static Standing OfFlight(int hash, Flight flight) => new(hash, flight.Key, flight, isRead: false);

    public Standing JoinedBy(Flight flight) => new(Hash, Key!, flight, IsRead);

    public Standing Detached() => new(Hash, Key!, Flight, IsRead, isDetached: true);
}
