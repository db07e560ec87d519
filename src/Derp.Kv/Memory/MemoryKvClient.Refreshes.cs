using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Memory;

namespace Derp.Kv;

// As RefreshScripts, under one lock. A lease is never evicted; that a value is fresh, or that its body has failed, can be.
public sealed partial class MemoryKvClient
{
    /// <inheritdoc/>
    protected override ValueTask<RefreshResult> GetOrRefreshCoreAsync(
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> leaseKey,
        LeaseToken token,
        TimeSpan lease,
        ReadOnlyMemory<byte> seen,
        TimeSpan staleIfError,
        bool mark,
        CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            var value = _store.Find(key.Span, now);
            var state = _store.Find(leaseKey.Span, now);
            var isFresh = state is not null && KeyState.IsFresh(state.Value);
            if (value is not null)
            {
                value.Referenced = true;
                if (isFresh || seen.IsEmpty || !value.Value.AsSpan().StartsWith(seen.Span))
                    return new(RefreshResult.Found(Copy(value)!, isFresh));
            }

            return new(Refresh(leaseKey.Span, state, token, lease, mark, Standing(value, staleIfError, now), now));
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken)
    {
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindOwned(leaseKey.Span, token, now) is not { } owned)
                return new(false);

            if (owned.Value.Length == KeyState.LeaseSize)
                owned.Value[KeyState.ZoneAt] = (byte)Standing(_store.Find(key.Span, now), staleIfError, now).Zone;
            _store.SetDeadline(owned, DeadlineOf(lease, now));
            return new(true);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken)
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
            _store.Put(leaseKey.Span, KeyState.Fresh.ToArray(), DeadlineOf(fresh, now), pinned: false, now);
        }

        TellEnd(owned, key);
        return new(true);
    }

    /// <inheritdoc/>
    protected override ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken)
    {
        MemoryEntry owned;
        var pause = TimeSpan.Zero;
        lock (_store.Gate)
        {
            var now = _store.Now;
            if (FindOwned(leaseKey.Span, token, now) is not { } found)
                return new((TimeSpan?)null);

            owned = found;
            var (zone, left) = Standing(_store.Find(key.Span, now), staleIfError, now);
            if (zone == ValueZone.None)
            {
                _store.Remove(owned);
            }
            else
            {
                var failures = Math.Min(KeyState.FailuresOf(owned.Value) + 1, FailurePause.MostFailures);
                var whole = FailurePause.After(failures);
                pause = TimeSpan.FromMilliseconds(whole * share / 1_000);
                _store.Put(leaseKey.Span, KeyState.Failed(failures, zone), DeadlineOf(pause + TimeSpan.FromMilliseconds(whole), now), pinned: false, now);
                pause = left < pause ? left : pause;
            }
        }

        TellEnd(owned, key);
        return new(pause);
    }

    private RefreshResult Refresh(ReadOnlySpan<byte> leaseKey, MemoryEntry? state, LeaseToken token, TimeSpan lease, bool mark, (ValueZone Zone, TimeSpan Left) value, long now)
    {
        if (state is not null && KeyState.IsSettling(state.Value))
            return RefreshResult.Settling();

        var deadline = DeadlineOf(lease, now);
        var failures = state is null ? 0 : KeyState.FailuresOf(state.Value);
        byte waited = 0;
        if (state is not null && KeyState.IsLease(state.Value))
        {
            if (!Owns(state, token))
            {
                if (state.Deadline == MemoryEntry.NoDeadline)
                    _store.SetDeadline(state, deadline);
                if (mark)
                    state.Value[LeaseToken.Size] = 1;
                return RefreshResult.Held(value.Zone, RemainingOf(state, now));
            }

            waited = state.Value[LeaseToken.Size];
        }
        else if (state is not null && KeyState.IsPauseOf(state.Value, value.Zone))
        {
            var left = RemainingOf(state, now) - TimeSpan.FromMilliseconds(FailurePause.After(failures));
            if (value.Left < left)
                left = value.Left;
            if (left > TimeSpan.Zero)
                return RefreshResult.Paused(value.Zone, left);
        }

        _store.Put(leaseKey, KeyState.Lease(token, waited, value.Zone, failures), deadline, pinned: true, now);
        return RefreshResult.Granted(value.Zone);
    }

    // Where the value is in its life, and for how long yet.
    private static (ValueZone Zone, TimeSpan Left) Standing(MemoryEntry? value, TimeSpan staleIfError, long now)
    {
        if (value is null)
            return (ValueZone.None, TimeSpan.Zero);
        if (value.Deadline == MemoryEntry.NoDeadline)
            return (ValueZone.Due, TimeSpan.MaxValue);
        var left = RemainingOf(value, now);
        return left > staleIfError ? (ValueZone.Due, left - staleIfError) : (ValueZone.Expired, left);
    }
}
