using System.Collections.Concurrent;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Conformance;

/// <summary>
/// A second client of another client's store, with flights of its own; operations can be counted, held up and failed on
/// the way in (nothing happened) and on the way out (it happened, and the reply is lost). What a client says once, that its
/// keys are everybody's, the other has said, unless told that it is <c>isShared</c>.
/// </summary>
public sealed class InterceptingKvClient(KvClient store, KvClientOptions? options = null, bool isShared = false) : KvClient(options ?? store.Options, isShared)
{
    private readonly ConcurrentQueue<string> _operations = new();
    private Action? _onGap;

    /// <summary>Runs before an operation reaches the store.</summary>
    public Func<string, ValueTask>? Before { get; set; }

    /// <summary>Runs after the store has answered and before the caller hears of it.</summary>
    public Func<string, ValueTask>? After { get; set; }

    /// <summary>Sends each claim twice and hands on the second answer, as a transport does that lost the first reply.</summary>
    public bool ResendClaims { get; set; }

    /// <summary>Answers renewals of leases and claims with success and does nothing, as if the process had slept through them.</summary>
    public bool LoseRenewals { get; set; }

    /// <summary>Drops every notice, as a broken subscription does.</summary>
    public bool LoseNotices { get; set; }

    /// <summary>Decides when, and how often, each notice of an invalidation is delivered. Null: at once.</summary>
    public Action<Action>? Deliver { get; set; }

    /// <summary>Hears of the lifetime of each value that is committed.</summary>
    public Action<TimeSpan>? Committing { get; set; }

    /// <summary>Runs after a notice was delivered.</summary>
    public Action? AfterNotice { get; set; }

    /// <summary>The operations so far, in order of their start.</summary>
    public IReadOnlyList<string> Operations => [.. _operations];

    public void ClearOperations() => _operations.Clear();

    /// <summary>Makes every operation fail as a store that is down does.</summary>
    public void TakeDown() => Before = static _ => throw Unavailable(outcomeUnknown: false);

    public void BringBack() => Before = null;

    public static KvUnavailableException Unavailable(bool outcomeUnknown) => new("The test's store is down.", outcomeUnknown);

    /// <summary>What a store answers that is there and takes no writes.</summary>
    public static KvUnavailableException Refused() => new("The test's store refuses writes.") { Because = UnavailableBecause.Refused };

    /// <summary>What a caller gets who has waited for a store that hangs.</summary>
    public static KvUnavailableException TimedOut() => new("The test's store hangs.", outcomeUnknown: true) { Because = UnavailableBecause.TimedOut };

    private async ValueTask<T> PassAsync<T>(string operation, Func<ValueTask<T>> call)
    {
        _operations.Enqueue(operation);
        if (Before is { } before)
            await before(operation);
        var result = await call();
        if (After is { } after)
            await after(operation);
        return result;
    }

    private async ValueTask PassAsync(string operation, Func<ValueTask> call) =>
        await PassAsync(operation, async () =>
        {
            await call();
            return 0;
        });

    protected override ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Get", () => store.GetAsync(key, cancellationToken));

    internal override async ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken)
    {
        if (await GetCoreAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
            return null;
        var loan = new Loan(bytes);
        return new StoredBytes(loan.Bytes, loan);
    }

    protected override ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        PassAsync("Set", () => store.SetAsync(key, value, ttl, cancellationToken));

    protected override ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        PassAsync("SetNx", () => store.SetNxAsync(key, value, ttl, cancellationToken));

    protected override ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Delete", () => store.DeleteAsync(key, cancellationToken));

    protected override ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Exists", () => store.ExistsAsync(key, cancellationToken));

    protected override ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        PassAsync("MGet", () => store.MGetAsync(keys, cancellationToken));

    protected override ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken) =>
        PassAsync("MSet", () => store.MSetAsync(items, ttl, cancellationToken));

    protected override ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        PassAsync("DeleteMany", () => store.DeleteManyAsync(keys, cancellationToken));

    protected override ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Ttl", () => store.TtlAsync(key, cancellationToken));

    protected override ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken) =>
        PassAsync("Expire", () => store.ExpireAsync(key, ttl, cancellationToken));

    protected override ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        PassAsync("Incr", () => store.IncrAsync(key, cancellationToken));

    protected override IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, CancellationToken cancellationToken) =>
        store.ScanAsync(prefix, null, cancellationToken);

    protected override ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        PassAsync("SetNxGet", async () =>
        {
            if (ResendClaims)
                await store.SetNxGetAsync(key, value, ttl, cancellationToken);
            return await store.SetNxGetAsync(key, value, ttl, cancellationToken);
        });

    protected override ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        PassAsync("CompareAndSet", () => store.CompareAndSetAsync(key, expected, value, ttl, cancellationToken));

    protected override ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken) =>
        PassAsync("CompareAndDelete", () => store.CompareAndDeleteAsync(key, expected, cancellationToken));

    protected override ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken) =>
        PassAsync("CompareAndExpire", () => LoseRenewals ? new(true) : store.CompareAndExpireAsync(key, expected, ttl, cancellationToken));

    internal override ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken) =>
        PassAsync("ClaimOrWait", () => store.ClaimOrWaitCoreAsync(key, record, life, mark, cancellationToken));

    internal override ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken) =>
        PassAsync("CompareAndSet", () => store.CompleteClaimCoreAsync(key, record, completed, life, cancellationToken));

    internal override ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        PassAsync("CompareAndDelete", () => store.ReleaseClaimCoreAsync(key, record, cancellationToken));

    protected override ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken) =>
        PassAsync("GetOrLease", () => store.GetOrLeaseAsync(key, token, lease, mark, cancellationToken));

    protected override ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken) =>
        PassAsync("SubscribeToNotices", () => store.SubscribeToNoticesAsync(
            key =>
            {
                if (LoseNotices)
                    return;
                onNotice(key);
                AfterNotice?.Invoke();
            },
            cancellationToken));

    internal override ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken) =>
        PassAsync("SubscribeToNearNotices", () =>
        {
            _onGap = onGap;
            return store.SubscribeToNearNoticesCoreAsync(
                notice =>
                {
                    if (LoseNotices)
                        return;
                    if (Deliver is { } deliver)
                        deliver(() => onNotice(notice));
                    else
                        onNotice(notice);
                },
                onGap,
                cancellationToken);
        });

    internal override ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken) =>
        PassAsync("PublishNear", () => store.PublishNearCoreAsync(notice, cancellationToken));

    /// <summary>As a connection that was lost and came back.</summary>
    public void InterruptNotices() => _onGap?.Invoke();

    protected override ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken) =>
        PassAsync("RenewLease", () => LoseRenewals ? new(true) : store.RenewLeaseAsync(key, token, lease, cancellationToken));

    internal override ValueTask ReplaceCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        PassAsync("Replace", () => store.ReplaceAsync(key.ToArray(), value, ttl, cancellationToken));

    protected override ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        PassAsync("CommitLease", () =>
        {
            Committing?.Invoke(ttl);
            return store.CommitLeaseAsync(key, token, value, ttl, cancellationToken);
        });

    protected override ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken) =>
        PassAsync("ReleaseLease", () => store.ReleaseLeaseAsync(key, token, cancellationToken));

    protected override ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken) =>
        PassAsync("Invalidate", () => settle is { } time ? store.InvalidateAndSettleAsync(key, time, cancellationToken) : store.InvalidateAsync(key, cancellationToken));

    protected override ValueTask<RefreshResult> GetOrRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, ReadOnlyMemory<byte> seen, TimeSpan staleIfError, bool mark, CancellationToken cancellationToken) =>
        PassAsync("GetOrRefresh", () => store.GetOrRefreshAsync(key, token, lease, seen, staleIfError, mark, cancellationToken));

    protected override ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken) =>
        PassAsync("RenewRefresh", () => LoseRenewals ? new(true) : store.RenewRefreshAsync(key, token, lease, staleIfError, cancellationToken));

    protected override ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken) =>
        PassAsync("CommitRefresh", () =>
        {
            Committing?.Invoke(ttl);
            return store.CommitRefreshAsync(key, token, value, ttl, fresh, cancellationToken);
        });

    protected override ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken) =>
        PassAsync("FailRefresh", () => store.FailRefreshAsync(key, token, staleIfError, cancellationToken));

    protected override ValueTask<byte[]> TakeStampCoreAsync(ReadOnlyMemory<byte> tag, ReadOnlyMemory<byte> stamp, TimeSpan life, CancellationToken cancellationToken) =>
        PassAsync("TakeStamp", () => store.TakeStampAsync(tag, stamp, life, cancellationToken));

    protected override async ValueTask InvalidateTagCoreAsync(ReadOnlyMemory<byte> tag, TimeSpan? settle, CancellationToken cancellationToken) =>
        await PassAsync("InvalidateTag", async () =>
        {
            if (settle is { } time)
                await store.InvalidateTagAndSettleAsync(tag, time, cancellationToken);
            else
                await store.InvalidateTagAsync(tag, cancellationToken);
            return true;
        });

    protected override ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken) =>
        PassAsync("AcquirePermit", () => store.AcquirePermitAsync(key, request, cancellationToken));

    internal override ValueTask<PermitGrant> AcquirePermitsUpToCoreAsync(byte[] key, PermitRequest request, long most, CancellationToken cancellationToken) =>
        PassAsync("AcquirePermitsUpTo", () => store.AcquirePermitsUpToCoreAsync(key, request, most, cancellationToken));

    protected override ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken) =>
        PassAsync("RefundPermit", () => store.RefundPermitAsync(key, permits, cancellationToken));
}
