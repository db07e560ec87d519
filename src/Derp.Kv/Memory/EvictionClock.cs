namespace Derp.Kv.Memory;

/// <summary>
/// The order of eviction: CLOCK, that is first in, first out with a second chance for values that were read since
/// the hand last passed. A read costs one flag, without a lock, whereas an exact least-recently-used list would have to be
/// relinked. Not thread-safe.
/// </summary>
internal sealed class EvictionClock
{
    private MemoryEntry? _oldest;
    private MemoryEntry? _newest;

    public int Count { get; private set; }

    public void Add(MemoryEntry entry)
    {
        entry.Previous = _newest;
        entry.Next = null;
        if (_newest is null)
            _oldest = entry;
        else
            _newest.Next = entry;
        _newest = entry;
        Count++;
    }

    public void Remove(MemoryEntry entry)
    {
        if (entry.Previous is null)
            _oldest = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is null)
            _newest = entry.Previous;
        else
            entry.Next.Previous = entry.Previous;
        entry.Previous = entry.Next = null;
        Count--;
    }

    /// <summary>The value to evict next; null when there is none.</summary>
    public MemoryEntry? ChooseVictim()
    {
        // Readers may set flags as fast as the hand clears them: after one full turn the oldest is evicted all the same.
        for (var chances = Count; chances > 0 && _oldest is { Referenced: true } spared; chances--)
        {
            spared.Referenced = false;
            Remove(spared);
            Add(spared);
        }

        return _oldest;
    }

    public void Clear()
    {
        _oldest = _newest = null;
        Count = 0;
    }
}
