namespace Derp.Kv.Memory;

/// <summary>
/// The entries that expire, nearest deadline first: a binary heap whose entries know their index, so that an overwritten
/// or deleted one is removed at once, and a key that is written a million times has one entry. Not thread-safe.
/// </summary>
internal sealed class ExpiryHeap
{
    private readonly List<MemoryEntry> _entries = [];

    public MemoryEntry? First => _entries.Count == 0 ? null : _entries[0];

    public int Count => _entries.Count;

    public void Add(MemoryEntry entry)
    {
        _entries.Add(entry);
        entry.HeapIndex = _entries.Count - 1;
        MoveUp(entry);
    }

    public void Remove(MemoryEntry entry)
    {
        var index = entry.HeapIndex;
        if (index < 0)
            return;

        var last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        entry.HeapIndex = -1;
        if (ReferenceEquals(last, entry))
            return;

        Place(last, index);
        MoveUp(last);
        MoveDown(last);
    }

    public void Clear() => _entries.Clear();

    private void MoveUp(MemoryEntry entry)
    {
        var index = entry.HeapIndex;
        while (index > 0)
        {
            var parent = _entries[(index - 1) / 2];
            if (parent.Deadline <= entry.Deadline)
                break;

            var above = parent.HeapIndex;
            Place(parent, index);
            index = above;
        }

        Place(entry, index);
    }

    private void MoveDown(MemoryEntry entry)
    {
        var index = entry.HeapIndex;
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _entries.Count)
                break;
            if (child + 1 < _entries.Count && _entries[child + 1].Deadline < _entries[child].Deadline)
                child++;
            if (entry.Deadline <= _entries[child].Deadline)
                break;

            Place(_entries[child], index);
            index = child;
        }

        Place(entry, index);
    }

    private void Place(MemoryEntry entry, int index)
    {
        _entries[index] = entry;
        entry.HeapIndex = index;
    }
}
