using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// What is under way for the keys of one client: for each at most one read or flight that new callers can join. A read is
/// nothing but an entry; the flight is made by the first call that joins it. Most reads have one caller.
/// </summary>
internal sealed partial class FlightMap
{
    private const int Stripes = 128;

    private readonly FlightStripe[] _stripes;
    private readonly StrongBox<long> _detachments = new();
    private long _seed;

    public FlightMap()
    {
        _stripes = new FlightStripe[Stripes];
        for (var i = 0; i < _stripes.Length; i++)
            _stripes[i] = new FlightStripe(_detachments);
    }

    /// <summary>Of the hashes of keys, so that an attacker cannot choose keys that share a part. Set before the first key.</summary>
    public ulong Seed
    {
        set => _seed = (long)value;
    }

    public int Count => _stripes.Sum(static stripe => stripe.Count);

    /// <summary>Flights that have taken off and not ended, also those that no call can join or wait for any more.</summary>
    public Turnstile Running { get; } = new();

    /// <summary>Leases that these hold.</summary>
    public Turnstile Leases { get; } = new();

    /// <summary>Where what is under way for a key is found: looked up once per call.</summary>
    public FlightPlace PlaceOf(byte[] key)
    {
        var hash = HashOf(key);
        return new(StripeOf(hash), hash, key);
    }

    /// <summary>Joins the key's flight, if there is one that still takes callers.</summary>
    /// <param name="place">The key's.</param>
    /// <param name="marks">Decides what is too old to be joined; null: nothing is.</param>
    /// <param name="isBeingRead">Whether there is a read that no call has joined yet, for <see cref="TryJoinRead"/>.</param>
    /// <param name="detachments">How often callers were kept from joining here. By it <see cref="TryShare"/> sees whether a read that begins now is old by then.</param>
    public static Flight? TryJoin(in FlightPlace place, IReadMarks? marks, out bool isBeingRead, out long detachments)
    {
        var stripe = place.Stripe;
        (isBeingRead, detachments) = (false, stripe.Detachments);

        // As a rule nothing is under way here, which needs no lock to see.
        if (stripe.Count == 0)
            return null;

        lock (stripe.Gate)
        {
            ref var standing = ref stripe.Find(place.Hash, place.Key);
            if (IsTooOld(standing, marks))
            {
                // A read is left to those who have joined it. A flight stays until another one succeeds it.
                if (standing.IsRead)
                    stripe.Detach(ref standing);
                return null;
            }

            isBeingRead = standing is { IsRead: true, Flight: null };
            return standing.Flight is { } flight && flight.TryJoin() ? flight : null;
        }
    }

    /// <summary>Whether callers were kept from joining here since <see cref="TryJoin"/> has counted.</summary>
    public bool WasDetached(byte[] key, long detachments) => PlaceOf(key).Stripe.Detachments != detachments;

    /// <summary>Joins the key's read, by the flight that others have joined it by or else by the given one; or what the read has become meanwhile, if there still is anything.</summary>
    public Flight? TryJoinRead(Flight candidate, IReadMarks? marks)
    {
        var hash = HashOf(candidate.Key);
        var stripe = StripeOf(hash);
        lock (stripe.Gate)
        {
            ref var standing = ref stripe.Find(hash, candidate.Key);
            if (IsTooOld(standing, marks))
                return null;
            if (standing.IsRead)
                return JoinRead(ref standing, candidate);
            return standing.Flight is { } flight && flight.TryJoin() ? flight : null;
        }
    }

    /// <summary>
    /// Lets callers join a read. Not when the key, or any other of its stripe, was detached since the read began: calls that
    /// come after an invalidation must not share what was asked before it.
    /// </summary>
    /// <param name="place">That of the reader's own array, by which its read is known.</param>
    /// <param name="detachments">What <see cref="TryJoin"/> returned before the read.</param>
    /// <param name="mark">From before the read.</param>
    /// <returns>Whether they can; something else may be under way.</returns>
    public static bool TryShare(in FlightPlace place, long detachments, ReadMark mark)
    {
        var stripe = place.Stripe;
        lock (stripe.Gate)
        {
            if (stripe.Detachments != detachments || stripe.Find(place.Hash, place.Key).Key is not null)
                return false;
            stripe.Add(Standing.OfRead(place.Hash, place.Key, mark));
            return true;
        }
    }

    /// <summary>Ends a read that callers could join.</summary>
    /// <param name="place">That of the reader's own array.</param>
    /// <returns>The flight by which others have joined it, which the reader has to end; null: there are none.</returns>
    public static Flight? EndRead(in FlightPlace place)
    {
        var stripe = place.Stripe;
        lock (stripe.Gate)
        {
            ref var standing = ref stripe.FindRead(place.Key);
            var flight = standing.Flight;
            if (standing.Key is not null)
                stripe.Remove(ref standing);
            return flight;
        }
    }

    /// <summary>
    /// Ends a read that callers could join, and leaves the flight in its place that now has to take off: the one by which
    /// others have joined, or else the reader's own. If the key was detached there is none: callers that had joined start
    /// anew, on the flight that may have come after.
    /// </summary>
    /// <param name="own">Of the reader's own array.</param>
    public Flight? BoardAfterRead(Flight own)
    {
        var hash = HashOf(own.Key);
        var stripe = StripeOf(hash);
        Flight? left;
        lock (stripe.Gate)
        {
            ref var standing = ref stripe.FindRead(own.Key);
            if (standing is { Key: not null, IsDetached: false })
            {
                var flight = standing.Flight ?? own;
                standing = Standing.OfFlight(hash, flight, standing.Mark);
                return flight;
            }

            left = standing.Flight;
            if (standing.Key is not null)
                stripe.Remove(ref standing);
        }

        left?.HandOver();
        return null;
    }

    /// <summary>Joins the key's read or flight, or else puts the given flight in the map.</summary>
    /// <param name="candidate">Not in the map yet.</param>
    /// <param name="marks">Decides what is too old to be joined, and the given flight succeeds; null: nothing is.</param>
    /// <param name="takesOff">Whether the given flight is in the map now, and has to take off.</param>
    public Flight JoinOrBoard(Flight candidate, IReadMarks? marks, out bool takesOff)
    {
        var hash = HashOf(candidate.Key);
        var stripe = StripeOf(hash);
        lock (stripe.Gate)
        {
            ref var standing = ref stripe.Find(hash, candidate.Key);
            takesOff = false;
            if (IsTooOld(standing, marks))
            {
                if (standing is { IsRead: false, Flight: { } older })
                    candidate.Succeed(older);
                stripe.Detach(ref standing);
                standing = ref stripe.Find(hash, candidate.Key);
            }

            if (standing.IsRead)
                return JoinRead(ref standing, candidate);
            if (standing.Flight is { } flight && flight.TryJoin())
                return flight;

            // A flight that takes no callers has none left, and is about to be taken out of the map.
            takesOff = true;
            var boarded = Standing.OfFlight(hash, candidate, marks?.Mark ?? default);
            if (standing.Key is null)
                stripe.Add(boarded);
            else
                standing = boarded;
            return candidate;
        }
    }

    /// <summary>Takes a flight out of the map, and never what came after it.</summary>
    public void Remove(Flight flight)
    {
        var hash = HashOf(flight.Key);
        var stripe = StripeOf(hash);
        lock (stripe.Gate)
        {
            ref var standing = ref stripe.Find(hash, flight.Key);
            if (ReferenceEquals(standing.Flight, flight))
                stripe.Remove(ref standing);
        }
    }

    /// <summary>Keeps later callers from joining what is under way for the key; its callers still get its value.</summary>
    /// <returns>The flight, if there was one.</returns>
    public Flight? Detach(byte[] key)
    {
        var hash = HashOf(key);
        var stripe = StripeOf(hash);
        lock (stripe.Gate)
        {
            stripe.NoteDetachment();
            ref var standing = ref stripe.Find(hash, key);
            var flight = standing.Flight;
            stripe.Detach(ref standing);
            return flight;
        }
    }

    /// <summary>As <see cref="Detach(byte[])"/>, for all keys that start with these bytes.</summary>
    public List<Flight> DetachAll(byte[] prefix) => DetachAll(prefix, static (key, prefix) => key.AsSpan().StartsWith(prefix));

    /// <summary>As <see cref="Detach(byte[])"/>, by what a notice tells of the key.</summary>
    public List<Flight> Detach(ulong digest) => DetachAll(digest, static (key, digest) => KeyDigest.Of(key) == digest);

    /// <summary>The key's flight, without joining it.</summary>
    public Flight? Find(ReadOnlySpan<byte> key) => StandingAt(key).Flight;

    /// <summary>The array of the key's reader, if it is being read.</summary>
    public byte[]? ReaderOf(ReadOnlySpan<byte> key) => StandingAt(key) is { IsRead: true } standing ? standing.Key : null;

    private static bool IsTooOld(in Standing standing, IReadMarks? marks) =>
        marks is not null && standing.Key is not null && !marks.Stands(standing.Mark);

    private List<Flight> DetachAll<TState>(TState state, Func<byte[], TState, bool> isMeant)
    {
        // Reads that callers cannot join yet are in no stripe.
        Interlocked.Increment(ref _detachments.Value);
        var flights = new List<Flight>();
        foreach (var stripe in _stripes)
        {
            if (stripe.Count == 0)
                continue;
            lock (stripe.Gate)
                stripe.Detach(state, isMeant, flights);
        }

        return flights;
    }

    private static Flight JoinRead(ref Standing read, Flight candidate)
    {
        if (read.Flight is { } joined)
        {
            // Closed only by the call that has taken it from here.
            joined.TryJoin();
            return joined;
        }

        candidate.JoinReader();
        read = read.JoinedBy(candidate);
        return candidate;
    }

    private Standing StandingAt(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        var stripe = StripeOf(hash);
        lock (stripe.Gate)
            return stripe.Find(hash, key);
    }

    /// <summary>Of a key; which part it belongs to is told by the lower bits.</summary>
    internal int HashOf(ReadOnlySpan<byte> key) => (int)XxHash3.HashToUInt64(key, _seed);

    private FlightStripe StripeOf(int hash) => _stripes[hash & (Stripes - 1)];
}
