using System.Runtime.CompilerServices;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;

namespace Derp.Kv.Near;

/// <summary>
/// The near entries of one client: an array of references in sets of eight. Readers take no lock; puts, growth and the sweep
/// share one. There is no order of use: nothing outlives its deadline, so it hardly matters which entry makes room.
/// </summary>
/// <remarks>
/// A key's search begins at a place of its own in its set, so that it seldom touches the entries of others. A key whose set is full
/// has a second one. At most half of the places are taken. When more would be, or both sets are full while a quarter is taken, the
/// array grows; when the budget does not allow that, the entry of both with the earliest deadline is replaced.
/// </remarks>
internal sealed class NearTable(NearClock clock, Generations generations, long budget)
{
    private const int SetSize = 8;
    private const int Smallest = 1024;
    private const int SweptAtOnce = 4096;

    private readonly Lock _gate = new();
    private NearEntry?[] _places = [];
    private int _count;
    private long _bytes;

    /// <summary>Of the entries, and of the array itself.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public int Count => Volatile.Read(ref _count);

    /// <summary>The entry of a key, if there is one that is valid now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NearEntry? Find<TKey>(ulong hash, object owner, in TKey key)
        where TKey : struct, INearKey<TKey>
    {
        var places = _places;
        return FindIn(places, First(hash, places.Length), hash, owner, key) ?? FindAside(places, hash, owner, key);
    }

    /// <summary>As <see cref="Find{TKey}"/>, by the key's bytes.</summary>
    public NearEntry? Find(ulong hash, object owner, ReadOnlySpan<byte> key)
    {
        var places = _places;
        return FindIn(places, First(hash, places.Length), hash, owner, key) ?? FindIn(places, Second(hash, places.Length), hash, owner, key);
    }

    /// <summary>Puts an entry in the place of an earlier one of its key, or in another one of its set.</summary>
    /// <returns>False: it would pass the budget.</returns>
    public bool TryPut(NearEntry entry)
    {
        lock (_gate)
        {
            if (_count >= _places.Length / 2)
                TryGrow(entry.Weight);
            if (_places.Length == 0)
                return false;

            ref var place = ref PlaceFor(_places, entry);
            if (_count >= _places.Length / 4 && IsOther(place, entry) && TryGrow(entry.Weight))
                place = ref PlaceFor(_places, entry);
            var added = entry.Weight - (place?.Weight ?? 0);
            if (_bytes + added > budget)
                return false;
            _count += place is null ? 1 : 0;
            Volatile.Write(ref _bytes, _bytes + added);
            Volatile.Write(ref place, entry);
            return true;
        }
    }

    /// <summary>Takes out what is not valid any more, and makes the array smaller when little is left.</summary>
    public void Sweep()
    {
        var from = 0;
        while (TrySweep(ref from))
        {
        }

        lock (_gate)
        {
            if (_count == 0)
                Refill(0);
            else if (_places.Length > Smallest && _count < _places.Length / 16)
                Refill(Math.Max(Smallest, _places.Length / 8));
        }
    }

    /// <summary>Takes everything out.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _places = [];
            (_count, _bytes) = (0, 0);
        }
    }

    // The lower bits are the place where the search for a key begins, and the upper ones where it goes on.
    private static int First(ulong hash, int length) => (int)hash & (length - 1);

    private static int Second(ulong hash, int length) => (int)(hash >> 32) & (length - 1);

    private static int At(int first, int step) => (first & ~(SetSize - 1)) | ((first + step) & (SetSize - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsValid(NearEntry entry) => clock.Now < entry.Deadline && generations.Of(entry.Stripe, entry.Tags) == entry.Generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NearEntry? FindIn<TKey>(NearEntry?[] places, int first, ulong hash, object owner, in TKey key)
        where TKey : struct, INearKey<TKey>
    {
        for (var i = 0; i < SetSize; i++)
        {
            var at = At(first, i);
            if ((uint)at >= (uint)places.Length)
                break;
            if (places[at] is { } entry && entry.Hash == hash && ReferenceEquals(entry.Owner, owner) && Unsafe.As<NearEntry<TKey>>(entry).Key.IsSame(key))
                return IsValid(entry) ? entry : null;
        }

        return null;
    }

    private NearEntry? FindIn(NearEntry?[] places, int first, ulong hash, object owner, ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < SetSize; i++)
        {
            var at = At(first, i);
            if ((uint)at >= (uint)places.Length)
                break;
            if (places[at] is { } entry && entry.Hash == hash && ReferenceEquals(entry.Owner, owner) && key.SequenceEqual(Unsafe.As<NearTextEntry>(entry).Key))
                return IsValid(entry) ? entry : null;
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NearEntry? FindAside<TKey>(NearEntry?[] places, ulong hash, object owner, in TKey key)
        where TKey : struct, INearKey<TKey> => FindIn(places, Second(hash, places.Length), hash, owner, key);

    private static long SizeOf(int length) => length == 0 ? 0 : ((long)length * IntPtr.Size) + 24;

    private static ref NearEntry? PlaceFor(NearEntry?[] places, NearEntry entry)
    {
        ref var first = ref PlaceIn(places, First(entry.Hash, places.Length), entry);
        if (first?.IsOfSameKey(entry) is true)
            return ref first;
        ref var second = ref PlaceIn(places, Second(entry.Hash, places.Length), entry);
        if (second?.IsOfSameKey(entry) is true || (first is not null && (second is null || second.Deadline < first.Deadline)))
            return ref second;
        return ref first;
    }

    // That of the entry's key, or else a free one, or else that of the entry with the earliest deadline.
    private static ref NearEntry? PlaceIn(NearEntry?[] places, int first, NearEntry entry)
    {
        var chosen = first;
        for (var i = 0; i < SetSize; i++)
        {
            var at = At(first, i);
            if (places[at]?.IsOfSameKey(entry) is true)
                return ref places[at];
            if (places[chosen] is { } earliest && (places[at] is not { } there || there.Deadline < earliest.Deadline))
                chosen = at;
        }

        return ref places[chosen];
    }

    // Both sets are full.
    private bool IsOther(NearEntry? place, NearEntry entry) => place is not null && !place.IsOfSameKey(entry) && IsValid(place);

    private bool TryGrow(int reserved)
    {
        var length = Math.Max(Smallest, _places.Length * 2);
        if (_bytes + SizeOf(length) - SizeOf(_places.Length) + reserved > budget)
            return false;
        Refill(length);
        return true;
    }

    // Readers see one array or the other, each whole.
    private void Refill(int length)
    {
        var places = length == 0 ? [] : new NearEntry?[length];
        var (count, bytes) = (0, SizeOf(length));
        foreach (var entry in length == 0 ? [] : _places)
        {
            if (entry is null || !IsValid(entry))
                continue;
            ref var place = ref PlaceFor(places, entry);
            count += place is null ? 1 : 0;
            bytes += entry.Weight - (place?.Weight ?? 0);
            place = entry;
        }

        _count = count;
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _places, places);
    }

    // A part at a time, so that puts need not wait for all of it. When the array changes meanwhile, the next sweep sees what
    // this one has not.
    private bool TrySweep(ref int from)
    {
        lock (_gate)
        {
            var end = Math.Min(from + SweptAtOnce, _places.Length);
            for (; from < end; from++)
            {
                if (_places[from] is not { } entry || IsValid(entry))
                    continue;
                _count--;
                Volatile.Write(ref _bytes, _bytes - entry.Weight);
                _places[from] = null;
            }

            return from < _places.Length;
        }
    }
}
