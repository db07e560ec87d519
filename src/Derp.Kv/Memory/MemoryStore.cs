using System.Collections.Concurrent;
using Derp.Kv.Coordination;

namespace Derp.Kv.Memory;

/// <summary>
/// The entries of a <see cref="MemoryKvClient"/> and their bounds. Reads take no lock; every change, and every decision that
/// depends on the stored state, is made inside <see cref="Gate"/>, so that each operation of the client is atomic.
/// </summary>
internal sealed class MemoryStore
{
    // Each write removes a few expired entries, so that memory is freed without a timer.
    private const int SweepPerWrite = 8;

    private readonly ConcurrentDictionary<byte[], MemoryEntry> _entries;
    private readonly ConcurrentDictionary<byte[], MemoryEntry>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly ExpiryHeap _expiring = new();
    private readonly EvictionClock _evictable = new();
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly int _maxEntries;
    private readonly long _maxBytes;
    private int _count;
    private long _bytes;
    private int _pinnedCount;
    private long _pinnedBytes;

    public MemoryStore(TimeProvider time, int maxEntries, long maxBytes)
    {
        _time = time;
        _started = time.GetTimestamp();
        _maxEntries = maxEntries;
        _maxBytes = maxBytes;
        _entries = new(concurrencyLevel: 1, capacity: 31, ByteArrayComparer.Instance);
        _lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public Lock Gate { get; } = new();

    /// <summary>Ticks since the store was created, by a monotonic clock.</summary>
    public long Now => _time.GetElapsedTime(_started).Ticks;

    /// <summary>Entries held, those that expired and are not reclaimed yet included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Bytes of keys and values held.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The entry of a key, if it is live. Needs no lock.</summary>
    public MemoryEntry? Read(ReadOnlySpan<byte> key)
    {
        if (!_lookup.TryGetValue(key, out var entry))
            return null;

        if (entry.IsExpiredAt(Now))
        {
            Reclaim(entry);
            return null;
        }

        // Written only when it changes: a hot entry's cache line stays shared.
        if (!entry.Referenced)
            entry.Referenced = true;
        return entry;
    }

    /// <summary>The keys of live entries, in no order, each once. Needs no lock.</summary>
    public IEnumerable<byte[]> Keys()
    {
        // Once the map has grown, its enumerator goes on over the old state: it has each key, and may have an entry that was
        // replaced since.
        foreach (var (key, _) in _entries)
        {
            if (_entries.TryGetValue(key, out var entry) && !entry.IsExpiredAt(Now))
                yield return key;
        }
    }

    /// <summary>The entry of a key, if it is live at the caller's now. Inside the gate.</summary>
    public MemoryEntry? Find(ReadOnlySpan<byte> key, long now)
    {
        if (!_lookup.TryGetValue(key, out var entry))
            return null;
        if (!entry.IsExpiredAt(now))
            return entry;

        Remove(entry);
        return null;
    }

    /// <summary>Writes or replaces an entry, and evicts values if room is needed. Inside the gate.</summary>
    /// <exception cref="KvUnavailableException">There is no room, and no value to evict. Nothing has changed.</exception>
    public void Put(ReadOnlySpan<byte> key, byte[] value, long deadline, bool pinned, long now)
    {
        Sweep(now, SweepPerWrite);
        var standing = Find(key, now);
        var size = (long)key.Length + value.Length;
        if (!CouldHold(size, standing))
        {
            Sweep(now, int.MaxValue);
            if (!CouldHold(size, standing))
                throw new KvUnavailableException("The memory store is full, and its entries must not be evicted. Raise KvClientOptions.MemoryMaxEntries or MemoryMaxBytes, or shorten expiries.") { Because = UnavailableBecause.Refused };
        }

        // The old entry stays in the map until the new one replaces it: a reader always finds one of them.
        if (standing is not null)
            Forget(standing);
        MakeRoom(size, now);

        var entry = new MemoryEntry(standing?.Key ?? key.ToArray(), value, pinned) { Deadline = deadline };
        Remember(entry);
        _entries[entry.Key] = entry;
    }

    /// <summary>Takes an entry out. Inside the gate.</summary>
    public void Remove(MemoryEntry entry)
    {
        Forget(entry);
        _entries.TryRemove(entry.Key, out _);
    }

    /// <summary>Gives an entry another deadline. Inside the gate.</summary>
    public void SetDeadline(MemoryEntry entry, long deadline)
    {
        _expiring.Remove(entry);
        entry.Deadline = deadline;
        if (deadline != MemoryEntry.NoDeadline)
            _expiring.Add(entry);
    }

    /// <summary>Drops all entries.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            _entries.Clear();
            _expiring.Clear();
            _evictable.Clear();
            _count = _pinnedCount = 0;
            _bytes = _pinnedBytes = 0;
        }
    }

    private void Reclaim(MemoryEntry entry)
    {
        lock (Gate)
        {
            // Between the check and the lock it may have been replaced, removed or extended.
            if (_entries.TryGetValue(entry.Key, out var standing) && ReferenceEquals(standing, entry) && entry.IsExpiredAt(Now))
                Remove(entry);
        }
    }

    private void Sweep(long now, int most)
    {
        while (most-- > 0 && _expiring.First is { } first && first.IsExpiredAt(now))
            Remove(first);
    }

    private bool CouldHold(long size, MemoryEntry? standing)
    {
        var (count, bytes) = standing is { Pinned: true } ? (_pinnedCount - 1, _pinnedBytes - standing.Size) : (_pinnedCount, _pinnedBytes);
        return count < _maxEntries && bytes + size <= _maxBytes;
    }

    private void MakeRoom(long size, long now)
    {
        while (_count >= _maxEntries || _bytes + size > _maxBytes)
        {
            if (_expiring.First is { } first && first.IsExpiredAt(now))
                Remove(first);
            else
                Remove(_evictable.ChooseVictim()!);
        }
    }

    private void Remember(MemoryEntry entry)
    {
        _count++;
        _bytes += entry.Size;
        if (entry.Pinned)
        {
            _pinnedCount++;
            _pinnedBytes += entry.Size;
        }
        else
        {
            _evictable.Add(entry);
        }

        if (entry.Deadline != MemoryEntry.NoDeadline)
            _expiring.Add(entry);
    }

    private void Forget(MemoryEntry entry)
    {
        _count--;
        _bytes -= entry.Size;
        if (entry.Pinned)
        {
            _pinnedCount--;
            _pinnedBytes -= entry.Size;
        }
        else
        {
            _evictable.Remove(entry);
        }

        _expiring.Remove(entry);
    }
}
