using Derp.Kv.Coordination.Flights;

namespace Derp.Kv.Coordination;

/// <summary>What is under way for one key.</summary>
internal readonly struct Standing
{
    private Standing(int hash, byte[] key, ReadMark mark, Flight? flight, bool isRead, bool isDetached = false) =>
        (Hash, Key, Mark, Flight, IsRead, IsDetached) = (hash, key, mark, flight, isRead, isDetached);

    public int Hash { get; }

    /// <summary>The array of the reader or of the flight; null if nothing is under way.</summary>
    public byte[]? Key { get; }

    /// <summary>From when it began, for calls that may not join what is older than they allow.</summary>
    public ReadMark Mark { get; }

    /// <summary>What callers join; null as long as no call has joined the read.</summary>
    public Flight? Flight { get; }

    /// <summary>Whether its reader has still to end it.</summary>
    public bool IsRead { get; }

    /// <summary>Whether only the calls that have joined it can still see it.</summary>
    public bool IsDetached { get; }

    public static Standing OfRead(int hash, byte[] key, ReadMark mark) => new(hash, key, mark, flight: null, isRead: true);

    public static Standing OfFlight(int hash, Flight flight, ReadMark mark) => new(hash, flight.Key, mark, flight, isRead: false);

    public Standing JoinedBy(Flight flight) => new(Hash, Key!, Mark, flight, IsRead);

    public Standing Detached() => new(Hash, Key!, Mark, Flight, IsRead, isDetached: true);
}
