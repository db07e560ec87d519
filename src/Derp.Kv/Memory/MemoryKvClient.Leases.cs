using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Memory;

namespace Derp.Kv;

// Value and lease under one lock, as one script holds both on a server.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken)
    {
        MemoryEntry? value;
        lock (_store.Gate)
        {
            var now = _store.Now;
            value = _store.Find(key.Span, now);
            if (value is null)
                return new(Lease(leaseKey.Span, token, lease, mark, now));
        }

        value.Referenced = true;
        return new(LeaseResult.Found(Copy(value)!));
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindOwned(leaseKey.Span, token, now) is not { } owned)
                return new(false);

            _store.SetDeadline(owned, DeadlineOf(lease, now));
            return new(true);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        MemoryEntry owned;
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindOwned(leaseKey.Span, token, now) is not { } found)
                return new(false);

            owned = found;
            _store.Put(key.Span, copy, DeadlineOf(ttl, now), pinned: false, now);
            _store.Remove(owned);
        }

        TellEnd(owned, key);
        return new(true);
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken)
    {
        MemoryEntry owned;
        lock (_store.Gate)
        {
            if (FindOwned(leaseKey.Span, token, _store.Now) is not { } found)
                return new(false);

            owned = found;
            _store.Remove(owned);
        }

        TellEnd(owned, key);
        return new(true);
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken)
    {
        MemoryEntry? voided;
        bool removed;
        lock (_store.Gate)
        {
            voided = _store.Find(leaseKey.Span, _store.Now);
            VoidOrSettle(leaseKey.Span, settle);
            removed = RemoveIfThere(key.Span);
        }

        if (voided is not null)
            TellEnd(voided, key);
        TellNear(key.Span);
        return new(removed);
    }

    internal override ValueTask ReplaceCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var copy = value.ToArray();
        MemoryEntry? voided;
        lock (_store.Gate)
        {
            var now = _store.Now;
            voided = _store.Find(leaseKey.Span, now);
            _store.Put(key.Span, copy, DeadlineOf(ttl, now), pinned: false, now);
            if (voided is not null && !Stamp.IsSettling(voided.Value))
                RemoveIfThere(leaseKey.Span);
        }

        if (voided is not null)
            TellEnd(voided, key);
        TellNear(key.Span);
        return default;
    }

    // A time to settle is never shortened, and as a claim never evicted.
    private void VoidOrSettle(ReadOnlySpan<byte> key, TimeSpan? settle)
    {
        var now = _store.Now;
        var standing = _store.Find(key, now);
        var until = settle is { } time ? DeadlineOf(time, now) : now;
        if (standing is not null && Stamp.IsSettling(standing.Value))
            until = Math.Max(until, standing.Deadline);
        RemoveIfThere(key);
        if (until > now)
            _store.Put(key, Stamp.Settling.ToArray(), until, pinned: true, now);
    }

    private LeaseResult Lease(ReadOnlySpan<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, long now)
    {
        var deadline = DeadlineOf(lease, now);
        var standing = _store.Find(leaseKey, now);
        if (standing is not null && Stamp.IsSettling(standing.Value))
            return LeaseResult.Settling();
        if (standing is null || !KeyState.IsLease(standing.Value))
        {
            _store.Put(leaseKey, LeaseBytes(token), deadline, pinned: true, now);
            return LeaseResult.Granted();
        }

        if (Owns(standing, token))
        {
            _store.SetDeadline(standing, deadline);
            return LeaseResult.Granted();
        }

        // A lease without an expiry would block the computation of its key for ever.
        if (standing.Deadline == MemoryEntry.NoDeadline)
            _store.SetDeadline(standing, deadline);
        if (mark)
            standing.Value[LeaseToken.Size] = 1;
        return LeaseResult.Held(RemainingOf(standing, now));
    }

    private MemoryEntry? FindOwned(ReadOnlySpan<byte> leaseKey, LeaseToken token, long now) =>
        _store.Find(leaseKey, now) is { } entry && Owns(entry, token) ? entry : null;

    private static bool Owns(MemoryEntry lease, LeaseToken token)
    {
        Span<byte> owner = stackalloc byte[LeaseToken.Size];
        token.CopyTo(owner);
        return lease.Value.AsSpan().StartsWith(owner);
    }

    private static byte[] LeaseBytes(LeaseToken token)
    {
        var bytes = new byte[LeaseToken.Size + 1];
        token.CopyTo(bytes);
        return bytes;
    }
}
