using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv;

// Operations of helpers for a call that has begun. They are sent also while the client is being disposed of, so that
// results are stored, and leases and claims released.
public abstract partial class KvClient
{
    internal InnerOperations Inner => new(this);

    /// <summary>Single operations, as their public namesakes.</summary>
    internal readonly struct InnerOperations(KvClient client)
    {
        public ValueTask<byte[]?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
            client.InvokeAsync(key, static (client, key, ct) => client.GetCoreAsync(key, ct), cancellationToken, isHelpers: true);

        public ValueTask<bool> SetNxAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl) =>
            client.InvokeAsync((key, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.SetNxCoreAsync(a.key, a.value, a.ttl, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<TimeSpan?> TtlAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
            client.InvokeAsync(key, static (client, key, ct) => client.TtlCoreAsync(key, ct), cancellationToken, isHelpers: true);

        public ValueTask<byte[]?> SetNxGetAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
            client.InvokeAsync((key, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.SetNxGetCoreAsync(a.key, a.value, a.ttl, ct), cancellationToken, isHelpers: true);

        public ValueTask<ClaimAnswer> ClaimOrWaitAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken) =>
            client.InvokeAsync((key, record, life: Ttl.Normalize(life), mark), static (client, a, ct) => client.ClaimOrWaitCoreAsync(a.key, a.record, a.life, a.mark, ct), cancellationToken, isHelpers: true);

        public ValueTask<bool> CompleteClaimAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life) =>
            client.InvokeAsync((key, record, completed, life: Ttl.Normalize(life)), static (client, a, ct) => client.CompleteClaimAsync(a.key, a.record, a.completed, a.life, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> ReleaseClaimAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record) =>
            client.InvokeAsync((key, record), static (client, a, ct) => client.ReleaseClaimAsync(a.key, a.record, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> CompareAndDeleteAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected) =>
            client.InvokeAsync((key, expected), static (client, a, ct) => client.CompareAndDeleteCoreAsync(a.key, a.expected, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> CompareAndExpireAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken = default) =>
            client.InvokeAsync((key, expected, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.CompareAndExpireCoreAsync(a.key, a.expected, a.ttl, ct), cancellationToken, isHelpers: true);

        // An unawaited answer could grant a lease that is never released: none of these is cancelled.
        public ValueTask<LeaseResult> GetOrLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease, bool mark) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease), mark), static (client, a, ct) => client.GetOrLeaseCoreAsync(a.key, a.leaseKey, a.token, a.lease, a.mark, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> RenewLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease)), static (client, a, ct) => client.RenewLeaseCoreAsync(a.key, a.leaseKey, a.token, a.lease, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> CommitLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.CommitLeaseCoreAsync(a.key, a.leaseKey, a.token, a.value, a.ttl, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> ReleaseLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token), static (client, a, ct) => client.ReleaseLeaseCoreAsync(a.key, a.leaseKey, a.token, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<RefreshResult> GetOrRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease, ReadOnlyMemory<byte> seen, TimeSpan staleIfError, bool mark) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease), seen, stale: Ttl.NormalizeStale(staleIfError), mark), static (client, a, ct) => client.GetOrRefreshCoreAsync(a.key, a.leaseKey, a.token, a.lease, a.seen, a.stale, a.mark, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> RenewRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease, TimeSpan staleIfError) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease), stale: Ttl.NormalizeStale(staleIfError)), static (client, a, ct) => client.RenewRefreshCoreAsync(a.key, a.leaseKey, a.token, a.lease, a.stale, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> CommitRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, value, ttl: Ttl.Normalize(ttl), fresh: Ttl.Normalize(fresh)), static (client, a, ct) => client.CommitRefreshCoreAsync(a.key, a.leaseKey, a.token, a.value, a.ttl, a.fresh, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<TimeSpan?> FailRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan staleIfError) =>
            client.InvokeAsync((key, leaseKey: LeaseKey.Of(key.Span), token, stale: Ttl.NormalizeStale(staleIfError)), static (client, a, ct) => client.FailRefreshCoreAsync(a.key, a.leaseKey, a.token, a.stale, FailurePause.NextShare(client.Chance), ct), CancellationToken.None, isHelpers: true);

        public ValueTask<byte[]> TakeStampAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life) =>
            client.InvokeAsync((tag, stamp, life: Ttl.Normalize(life)), static (client, a, ct) => client.TakeStampCoreAsync(a.tag, a.stamp, a.life, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<long> RefundPermitAsync(ReadOnlyMemory<byte> key, long permits) =>
            client.ForgetAfterAsync(key, client.InvokeAsync((key, permits), static (client, a, ct) => client.RefundPermitCoreAsync(a.key, a.permits, ct), CancellationToken.None, isHelpers: true));

        // One call's permits go with those of methods that take no more.
        public ValueTask<PermitGrant> AcquirePermitsUpToAsync(byte[] key, PermitRequest request, long most) =>
            client.InvokeAsync(
                (key, request, most),
                static async (client, a, ct) => a.most == a.request.Cost
                    ? PermitGrant.Single(await client.AcquirePermitCoreAsync(a.key, a.request, ct).ConfigureAwait(false), a.request)
                    : await client.AcquirePermitsUpToCoreAsync(a.key, a.request, a.most, ct).ConfigureAwait(false),
                CancellationToken.None,
                isHelpers: true);

        public ValueTask<bool> SubscribeToNearNoticesAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap) =>
            client.InvokeAsync((onNotice, onGap), static (client, a, ct) => client.SubscribeToNearNoticesCoreAsync(a.onNotice, a.onGap, ct), CancellationToken.None, isHelpers: true);

        public ValueTask<bool> SubscribeToNoticesAsync(Action<ReadOnlyMemory<byte>> onNotice) =>
            client.InvokeAsync(onNotice, static (client, onNotice, ct) => client.SubscribeToNoticesCoreAsync(onNotice, ct), CancellationToken.None, isHelpers: true);
    }
}
