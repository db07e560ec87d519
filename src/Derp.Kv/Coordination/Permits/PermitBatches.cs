using System.Collections.Concurrent;

namespace Derp.Kv.Coordination.Permits;

/// <summary>The keys of which a client holds permits in advance, and those that it has lately asked for: at most ten thousand.</summary>
internal sealed class PermitBatches
{
    /// <summary>Calls of further keys ask the store one by one.</summary>
    public const int Most = 10_000;

    private static readonly TimeSpan s_betweenSweeps = TimeSpan.FromSeconds(1);

    private readonly KvClient _client;
    private readonly ConcurrentDictionary<byte[], HeldPermits> _held = new(ByteArrayComparer.Instance);
    private readonly ConcurrentDictionary<byte[], HeldPermits>.AlternateLookup<ReadOnlySpan<byte>> _heldBySpan;
    private readonly Lock _gate = new();
    private int _count;
    private long _sweptAt;

    public PermitBatches(KvClient client)
    {
        _client = client;
        _heldBySpan = _held.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>What is held for calls like this one.</summary>
    public HeldPermits? Find(ReadOnlySpan<byte> key, in PermitRequest request, long most) =>
        _heldBySpan.TryGetValue(key, out var held) && held.AreOf(request, most) ? held : null;

    /// <summary>The same, made by the first call. Null: there are too many keys.</summary>
    public HeldPermits? Open(byte[] key, in PermitRequest request, long most)
    {
        if (Find(key, request, most) is { } open)
            return open;

        lock (_gate)
        {
            if (Find(key, request, most) is { } opened)
                return opened;
            if (!_held.ContainsKey(key))
            {
                if (_count >= Most)
                    Sweep();
                if (_count >= Most)
                    return null;
                _count++;
            }

            // What was held with other settings is dropped with them.
            return _held[key] = new HeldPermits(_client, key, request, most);
        }
    }

    /// <summary>The counter is not what it was.</summary>
    public void Drop(ReadOnlySpan<byte> key)
    {
        if (_heldBySpan.TryGetValue(key, out var held))
            held.Drop();
    }

    // It costs a millisecond, so that a flood of new keys must not cause it at each call.
    private void Sweep()
    {
        var now = _client.Time.GetTimestamp();
        if (_sweptAt != 0 && _client.Time.GetElapsedTime(_sweptAt, now) < s_betweenSweeps)
            return;
        _sweptAt = now;
        foreach (var (key, held) in _held)
        {
            if (held.AreIdle && _held.TryRemove(key, out _))
                _count--;
        }
    }
}
