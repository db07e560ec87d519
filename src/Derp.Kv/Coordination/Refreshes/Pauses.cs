using System.Collections.Concurrent;

namespace Derp.Kv.Coordination.Refreshes;

/// <summary>
/// What this process knows of pauses after failures: until when a value is served without asking. That a pause stands is read with each value, not for how long.
/// </summary>
internal sealed class Pauses(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<byte[], Known> _pauses = new(ByteArrayComparer.Instance);

    /// <summary>Notes a pause.</summary>
    /// <param name="key">The value's.</param>
    /// <param name="seen">The value that is served meanwhile.</param>
    /// <param name="isStale">Whether that is past its lifetime.</param>
    /// <param name="left">Until the end of the pause.</param>
    public void Add(byte[] key, ReadOnlySpan<byte> seen, bool isStale, TimeSpan left)
    {
        if (_pauses.Count >= Most)
            Sweep();

        // A key without a place asks the store each time.
        if (_pauses.Count < Most)
            _pauses[key] = new(KeyDigest.Of(seen), isStale, time.GetTimestamp() + (long)(left.TotalSeconds * time.TimestampFrequency));
    }

    /// <summary>How a value is served beside which a pause stands; null: the store has to be asked.</summary>
    public Serving? Find(byte[] key, ReadOnlySpan<byte> seen)
    {
        if (!_pauses.TryGetValue(key, out var known) || known.Value != KeyDigest.Of(seen))
            return null;
        var left = time.GetElapsedTime(time.GetTimestamp(), known.Until);
        if (left > TimeSpan.Zero)
            return new(known.IsStale, left);
        _pauses.TryRemove(new(key, known));
        return null;
    }

    private void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var pause in _pauses)
        {
            if (pause.Value.Until <= now)
                _pauses.TryRemove(pause);
        }
    }

    private readonly record struct Known(ulong Value, bool IsStale, long Until);
}
