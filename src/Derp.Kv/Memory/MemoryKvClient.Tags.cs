using Derp.Kv.Coordination.Tags;

namespace Derp.Kv;

// Stamps can be evicted, as values can: a lost stamp costs misses.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var given = DeadlineOf(Ttl.Normalize(2 * life), now);
            if (_store.Find(tag.Span, now) is not { Value.Length: Stamp.Size or 1 } standing || (standing.Value.Length == 1 && !Stamp.IsSettling(standing.Value)))
            {
                _store.Put(tag.Span, stamp.ToArray(), given, pinned: false, now);
                return new(stamp.ToArray());
            }

            standing.Referenced = true;
            if (standing.Value.Length == Stamp.Size && standing.Deadline < DeadlineOf(life, now))
                _store.SetDeadline(standing, given);
            return new(standing.Value.AsSpan().ToArray());
        }
    }

    /// <inheritdoc/>
    protected override ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
            VoidOrSettle(tag.Span, settle);
        TellNear(tag.Span);
        return default;
    }
}
