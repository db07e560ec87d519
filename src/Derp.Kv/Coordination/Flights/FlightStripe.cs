using System.Runtime.CompilerServices;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// A part of a <see cref="FlightMap"/>, under one lock. A list, since few operations are under way at once,
/// and one whose places are used again, since each read puts an entry in and takes it out.
/// </summary>
/// <param name="detachments">How often keys were detached of which it is not known whether they belong to this part.</param>
internal sealed class FlightStripe(StrongBox<long> detachments)
{
    private Standing[] _standings = [];
    private Standing _none;
    private int _count;
    private long _detachments;

    /// <summary>Held for every change of the stripe and for every read of it.</summary>
    public Lock Gate { get; } = new();

    public int Count => Volatile.Read(ref _count);

    /// <summary>How often a key of this stripe was detached.</summary>
    public long Detachments => Volatile.Read(ref _detachments) + Volatile.Read(ref detachments.Value);

    /// <summary>What callers of the key can join; the default if there is nothing. Valid until the stripe changes.</summary>
    public ref Standing Find(int hash, ReadOnlySpan<byte> key)
    {
        foreach (ref var standing in _standings.AsSpan(0, _count))
        {
            if (standing.Hash == hash && !standing.IsDetached && standing.Key.AsSpan().SequenceEqual(key))
                return ref standing;
        }

        return ref None();
    }

    /// <summary>The read that is known by this very array, a detached one too; the default if there is none.</summary>
    public ref Standing FindRead(byte[] key)
    {
        foreach (ref var standing in _standings.AsSpan(0, _count))
        {
            if (standing.IsRead && ReferenceEquals(standing.Key, key))
                return ref standing;
        }

        return ref None();
    }

    public Flight[] Flights()
    {
        var flights = new List<Flight>();
        foreach (ref var standing in _standings.AsSpan(0, _count))
        {
            if (standing.Flight is { } flight)
                flights.Add(flight);
        }

        return [.. flights];
    }

    public void Add(in Standing standing)
    {
        if (_count == _standings.Length)
            Array.Resize(ref _standings, Math.Max(4, _count * 2));
        _standings[_count] = standing;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Takes out what <see cref="Find"/> or <see cref="FindRead"/> has found.</summary>
    public void Remove(ref Standing standing)
    {
        ref var last = ref _standings[--_count];
        standing = last;
        last = default;
    }

    /// <summary>Keeps later callers from joining what is under way for some keys.</summary>
    /// <param name="state">What tells which.</param>
    /// <param name="isMeant">Tells it of a whole key.</param>
    /// <param name="flights">Takes up those that there are.</param>
    public void Detach<TState>(TState state, Func<byte[], TState, bool> isMeant, List<Flight> flights)
    {
        // From the end: the last one takes the place of one that is removed.
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var standing = ref _standings[i];
            if (standing.IsDetached || !isMeant(standing.Key!, state))
                continue;
            if (standing.Flight is { } flight)
                flights.Add(flight);
            Detach(ref standing);
        }
    }

    /// <summary>Keeps later callers from joining what <see cref="Find"/> has found, if anything.</summary>
    public void Detach(ref Standing standing)
    {
        // A read that others have joined stays for its reader to find, which ends it for them.
        if (standing is { IsRead: true, Flight: not null })
            standing = standing.Detached();
        else if (standing.Key is not null)
            Remove(ref standing);
    }

    public void NoteDetachment() => Volatile.Write(ref _detachments, _detachments + 1);

    private ref Standing None()
    {
        _none = default;
        return ref _none;
    }
}
