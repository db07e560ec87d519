using Derp.Kv.Memory;

namespace Derp.Kv;

// Compare and change inside the store's gate. A value that replaces a claim is not evicted either.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        new(Copy(Claim(key.Span, value.ToArray(), ttl)));

    /// <inheritdoc/>
    protected override ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindEqual(key.Span, expected.Span, now) is not { } standing)
                return new(false);

            _store.Put(key.Span, copy, DeadlineOf(ttl, now), standing.Pinned, now);
            return new(true);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            if (FindEqual(key.Span, expected.Span, _store.Now) is not { } standing)
                return new(false);

            _store.Remove(standing);
            return new(true);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindEqual(key.Span, expected.Span, now) is not { } standing)
                return new(false);

            _store.SetDeadline(standing, DeadlineOf(ttl, now));
            return new(true);
        }
    }

    private MemoryEntry? Claim(ReadOnlySpan<byte> key, byte[] value, TimeSpan? ttl)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var standing = _store.Find(key, now);
            if (standing is null)
                _store.Put(key, value, DeadlineOf(ttl, now), pinned: true, now);
            return standing;
        }
    }

    private MemoryEntry? FindEqual(ReadOnlySpan<byte> key, ReadOnlySpan<byte> expected, long now) =>
        _store.Find(key, now) is { } entry && expected.SequenceEqual(entry.Value) ? entry : null;
}
