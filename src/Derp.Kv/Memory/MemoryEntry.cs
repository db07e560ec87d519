namespace Derp.Kv.Memory;

/// <summary>
/// A key and its value, both arrays that are never written again, so that a reader may copy them without the store's lock.
/// A new value is a new entry; only the deadline changes in place.
/// </summary>
internal sealed class MemoryEntry(byte[] key, byte[] value, bool pinned)
{
    public const long NoDeadline = long.MaxValue;

    private long _deadline = NoDeadline;
    private bool _referenced;

    public byte[] Key => key;

    public byte[] Value => value;

    /// <summary>Claims, leases and counters are pinned: to lose one would break a guarantee, to lose a value costs only a recomputation.</summary>
    public bool Pinned => pinned;

    public long Size => (long)key.Length + value.Length;

    /// <summary>In ticks of the store's own clock.</summary>
    public long Deadline
    {
        get => Volatile.Read(ref _deadline);
        set => Volatile.Write(ref _deadline, value);
    }

    /// <summary>Whether it was read since the eviction clock's hand last passed.</summary>
    public bool Referenced
    {
        get => Volatile.Read(ref _referenced);
        set => Volatile.Write(ref _referenced, value);
    }

    /// <summary>Whether a call waits for the end of this claim. Inside the store's gate.</summary>
    public bool HasWaiters { get; set; }

    public int HeapIndex { get; set; } = -1;

    public MemoryEntry? Previous { get; set; }

    public MemoryEntry? Next { get; set; }

    public bool IsExpiredAt(long now) => now >= Deadline;
}
