using Derp.Kv.Coordination.Flights;
using Derp.Kv.Keys;

namespace Derp.Kv.Near;

/// <summary>What a process keeps of a value. Immutable, so that readers need no lock.</summary>
/// <param name="place">Whose it is, and where.</param>
/// <param name="mark">Until when, and under which generation, it is valid.</param>
/// <param name="weight">What it takes, in bytes.</param>
/// <param name="held">What callers are answered with or by: a completed task, an object to copy, or bytes to decode.</param>
internal abstract class NearEntry(in NearPlace place, ReadMark mark, int weight, object held)
{
    /// <summary>Of the object itself, without its key: header and fields.</summary>
    public const int Overhead = 88;

    public readonly ulong Hash = place.Hash;
    public readonly object Owner = place.Owner;
    public readonly object Held = held;
    public readonly long Deadline = mark.Deadline;
    public readonly int Generation = mark.Generation;
    public readonly int Stripe = place.Stripe;
    public readonly int[]? Tags = place.Tags;
    public readonly int Weight = weight;

    /// <summary>How old the value is at the deadline, in ms; the complement of it if the value is past its lifetime. Set before the entry is put.</summary>
    public int AgeAtDeadline;

    /// <summary>Whether both are of one key of one method.</summary>
    public abstract bool IsOfSameKey(NearEntry other);

    protected bool MayBeOfSameKey(NearEntry other) => other.Hash == Hash && ReferenceEquals(other.Owner, Owner);
}

/// <summary>Of a method whose keys are compared value by value.</summary>
internal sealed class NearEntry<TKey>(in NearPlace place, ReadMark mark, int weight, object held, in TKey key) : NearEntry(place, mark, weight, held)
    where TKey : struct, INearKey<TKey>
{
    public readonly TKey Key = key;

    public override bool IsOfSameKey(NearEntry other) => MayBeOfSameKey(other) && other is NearEntry<TKey> typed && typed.Key.IsSame(Key);
}

/// <summary>Of a method whose keys are compared as they are written.</summary>
internal sealed class NearTextEntry(in NearPlace place, ReadMark mark, int weight, object held, byte[] key) : NearEntry(place, mark, weight, held)
{
    public readonly byte[] Key = key;

    public override bool IsOfSameKey(NearEntry other) => MayBeOfSameKey(other) && other is NearTextEntry text && text.Key.AsSpan().SequenceEqual(Key);
}

/// <summary>Whose an entry is, and where it is found.</summary>
/// <param name="Hash">Of its method and key.</param>
/// <param name="Owner">The descriptor of its method.</param>
/// <param name="Stripe">That of its written key, whose generation it depends on.</param>
/// <param name="Tags">The stripes of its tags, whose generations it depends on too; null: there are none.</param>
internal readonly record struct NearPlace(ulong Hash, object Owner, int Stripe, int[]? Tags = null);
