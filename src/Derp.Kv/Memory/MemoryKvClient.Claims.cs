using Derp.Kv.Coordination.Claims;
using Derp.Kv.Memory;

namespace Derp.Kv;

// The entry of a claim knows whether somebody waits for it; its value, which nobody but the owner may change, stays as it is.
public sealed partial class MemoryKvClient
{
    internal override ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken)
    {
        var copy = record.ToArray();
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (_store.Find(key.Span, now) is not { } standing)
            {
                _store.Put(key.Span, copy, DeadlineOf(life, now), pinned: true, now);
                return new(default(ClaimAnswer));
            }

            standing.HasWaiters |= mark;
            return new(new ClaimAnswer(Copy(standing), standing.Deadline == MemoryEntry.NoDeadline ? null : RemainingOf(standing, now)));
        }
    }

    internal override ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken)
    {
        var copy = completed.ToArray();
        MemoryEntry standing;
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindEqual(key.Span, record.Span, now) is not { } found)
                return new(ClaimEnd.NotOwned);

            standing = found;
            _store.Put(key.Span, copy, DeadlineOf(life, now), standing.Pinned, now);
        }

        return new(Ended(standing, key));
    }

    internal override ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        MemoryEntry standing;
        lock (_store.Gate)
        {
            if (FindEqual(key.Span, record.Span, _store.Now) is not { } found)
                return new(ClaimEnd.NotOwned);

            standing = found;
            _store.Remove(standing);
        }

        return new(Ended(standing, key));
    }

    private ClaimEnd Ended(MemoryEntry claim, ReadOnlyMemory<byte> key)
    {
        if (claim.HasWaiters)
            Tell(key);
        return ClaimEnd.Ended;
    }
}
