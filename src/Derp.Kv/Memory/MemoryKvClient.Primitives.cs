using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Memory;

namespace Derp.Kv;

// Values are copied in before the lock is taken and copied out after it is released: a large value blocks no other call.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        new(Copy(_store.Read(key.Span)));

    // An entry's array is written to only if it is a lease, and leases are not read this way.
    internal override ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken) =>
        new(_store.Read(key) is { } entry ? new StoredBytes(entry.Value) : null);

    /// <inheritdoc/>
    protected override ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        lock (_store.Gate)
        {
            var now = _store.Now;
            _store.Put(key.Span, copy, DeadlineOf(ttl, now), pinned: false, now);
        }

        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        new(Claim(key.Span, value.ToArray(), ttl) is null);

    /// <inheritdoc/>
    protected override ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
            return new(RemoveIfThere(key.Span));
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        new(_store.Read(key.Span) is not null);

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var values = new byte[]?[keys.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Copy(_store.Read(keys[i].Span));
        return new(values);
    }

    /// <inheritdoc/>
    protected override ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var copies = new byte[items.Count][];
        for (var i = 0; i < copies.Length; i++)
            copies[i] = items[i].Value.ToArray();

        lock (_store.Gate)
        {
            var now = _store.Now;
            for (var i = 0; i < copies.Length; i++)
                _store.Put(items[i].Key.Span, copies[i], DeadlineOf(ttl, now), pinned: false, now);
        }

        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        lock (_store.Gate)
        {
            for (var i = 0; i < keys.Count; i++)
                deleted += RemoveIfThere(keys[i].Span) ? 1 : 0;
        }

        return new(deleted);
    }

    /// <inheritdoc/>
    protected override ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            return _store.Find(key.Span, now) is { Deadline: not MemoryEntry.NoDeadline } entry ? new(RemainingOf(entry, now)) : default;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (_store.Find(key.Span, now) is not { } entry)
                return new(false);

            _store.SetDeadline(entry, DeadlineOf(ttl, now));
            return new(true);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var standing = _store.Find(key.Span, now);
            var number = standing is null ? 0 : ParseNumber(standing.Value);
            if (number == long.MaxValue)
                throw new KvException("The number would leave the range of a 64-bit integer.");

            number++;
            _store.Put(key.Span, Format(number), standing?.Deadline ?? MemoryEntry.NoDeadline, pinned: true, now);
            return new(number);
        }
    }

    /// <inheritdoc/>
    protected override IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
        Scan(prefix.ToArray(), cancellationToken).ToAsyncEnumerable();

    private IEnumerable<byte[]> Scan(byte[] prefix, CancellationToken cancellationToken)
    {
        foreach (var key in _store.Keys())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.AsSpan().StartsWith(prefix))
                yield return [.. key];
        }
    }

    private bool RemoveIfThere(ReadOnlySpan<byte> key)
    {
        if (_store.Find(key, _store.Now) is not { } entry)
            return false;

        _store.Remove(entry);
        return true;
    }

    private static byte[]? Copy(MemoryEntry? entry) => entry?.Value.AsSpan().ToArray();

    private static byte[] Format(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    // As strict as the server: no plus sign, no leading zero, no space.
    private static long ParseNumber(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length && text.SequenceEqual(Format(number))
            ? number
            : throw new KvException("The value is not a 64-bit integer.");
}
