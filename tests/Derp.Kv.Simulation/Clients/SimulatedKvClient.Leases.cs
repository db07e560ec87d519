using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Simulation;

// Leases, renewals of values, and tags.
internal sealed partial class SimulatedKvClient
{
    protected override ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.GetOrLease, (owned, token, lease, mark), static (scripts, a) => scripts.GetOrLeaseAsync(a.owned, a.token, a.lease, a.mark), cancellationToken, owned, token.ToArray(), keys: 2);
    }

    protected override ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.RenewLease, (owned, token, lease), static (scripts, a) => scripts.RenewLeaseAsync(a.owned, a.token, a.lease), cancellationToken, owned, token.ToArray());
    }

    protected override ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(
            CommandKind.CommitLease,
            (owned, token, value: value.ToArray(), ttl),
            static (scripts, a) => scripts.CommitLeaseAsync(a.owned, a.token, a.value, a.ttl),
            cancellationToken,
            owned,
            token.ToArray(),
            keys: 2);
    }

    protected override ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.ReleaseLease, (owned, token), static (scripts, a) => scripts.ReleaseLeaseAsync(a.owned, a.token), cancellationToken, owned, token.ToArray(), keys: 2);
    }

    protected override ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(
            CommandKind.Invalidate,
            (owned, settle),
            static (scripts, a) => a.settle is { } settle ? scripts.Store.InvalidateAndSettleAsync(a.owned, settle) : scripts.Store.InvalidateAsync(a.owned),
            cancellationToken,
            owned,
            keys: 2);
    }

    internal override async ValueTask ReplaceCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        await SendAsync(
            CommandKind.Replace,
            (owned, lease: leaseKey.ToArray(), value: value.ToArray(), ttl),
            static (scripts, a) => Done(scripts.Store.ReplaceCoreAsync(a.owned, a.lease, a.value, a.ttl, default)),
            cancellationToken,
            owned,
            keys: 2).ConfigureAwait(false);
    }

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
        var owned = key.ToArray();
        return SendAsync(
            CommandKind.GetOrRefresh,
            (owned, token, lease, seen: seen.ToArray(), staleIfError, mark),
            static (scripts, a) => scripts.Store.GetOrRefreshAsync(a.owned, a.token, a.lease, a.seen, a.staleIfError, a.mark),
            cancellationToken,
            owned,
            token.ToArray(),
            keys: 2);
    }

    protected override ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.RenewRefresh, (owned, token, lease, staleIfError), static (scripts, a) => scripts.Store.RenewRefreshAsync(a.owned, a.token, a.lease, a.staleIfError), cancellationToken, owned, token.ToArray(), keys: 2);
    }

    protected override ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(
            CommandKind.CommitRefresh,
            (owned, token, value: value.ToArray(), ttl, fresh),
            static (scripts, a) => scripts.Store.CommitRefreshAsync(a.owned, a.token, a.value, a.ttl, a.fresh),
            cancellationToken,
            owned,
            token.ToArray(),
            keys: 2);
    }

    protected override ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return SendAsync(CommandKind.FailRefresh, (owned, token, staleIfError), static (scripts, a) => scripts.Store.FailRefreshAsync(a.owned, a.token, a.staleIfError), cancellationToken, owned, token.ToArray(), keys: 2);
    }

    protected override ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken)
    {
        var owned = tag.ToArray();
        return SendAsync(CommandKind.TakeStamp, (owned, stamp: stamp.ToArray(), life), static (scripts, a) => scripts.Store.TakeStampAsync(a.owned, a.stamp, a.life), cancellationToken, owned);
    }

    protected override ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken)
    {
        var owned = tag.ToArray();
        return new(SendAsync(
            CommandKind.InvalidateTag,
            (owned, settle),
            static (scripts, a) => Done(a.settle is { } settle ? scripts.Store.InvalidateTagAndSettleAsync(a.owned, settle) : scripts.Store.InvalidateTagAsync(a.owned)),
            cancellationToken,
            owned).AsTask());
    }
}
