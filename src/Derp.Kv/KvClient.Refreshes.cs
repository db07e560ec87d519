using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv;

// The lease of a value that is renewed while it is served: value and lease are the two keys of KvClient.Leases.cs, and the lease's key says more.
public abstract partial class KvClient
{
    /// <summary>Asks for the lease to renew a value, and tells where that value is in its life. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token. A second request with the same token is granted too, so that a command can be resent.</param>
    /// <param name="lease">Length of the lease unless it is renewed; more than zero, rounded up to whole milliseconds.</param>
    /// <param name="seen">The first bytes of the value that the caller has read, which tell it from a later one. None: it has found no value.</param>
    /// <param name="staleIfError">How long that value is kept past its lifetime: zero or more.</param>
    /// <param name="mark">Whether to request a notification of the end of another owner's lease, as in <see cref="GetOrLeaseAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the lease may be granted all the same.</param>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lease"/> is zero or less, or <paramref name="staleIfError"/> less than zero.</exception>
    public ValueTask<RefreshResult> GetOrRefreshAsync(
        ReadOnlyMemory<byte> key,
        LeaseToken token,
        TimeSpan lease,
        ReadOnlyMemory<byte> seen,
        TimeSpan staleIfError,
        bool mark = false,
        CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease), seen, stale: Ttl.NormalizeStale(staleIfError), mark),
            static (client, a, ct) => client.GetOrRefreshCoreAsync(a.key, a.leaseKey, a.token, a.lease, a.seen, a.stale, a.mark, ct),
            cancellationToken);

    /// <summary>Gives the lease to renew a value a new deadline, and writes anew where the value is in its life. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="lease">Length of the lease from now; more than zero, rounded up to whole milliseconds.</param>
    /// <param name="staleIfError">How long the value is kept past its lifetime: zero or more.</param>
    /// <param name="cancellationToken">Ends the wait; the renewal may happen all the same.</param>
    /// <returns>Whether the lease was the owner's.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lease"/> is zero or less, or <paramref name="staleIfError"/> less than zero.</exception>
    public ValueTask<bool> RenewRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease), stale: Ttl.NormalizeStale(staleIfError)),
            static (client, a, ct) => client.RenewRefreshCoreAsync(a.key, a.leaseKey, a.token, a.lease, a.stale, ct),
            cancellationToken);

    /// <summary>Stores the value, and for how long it is fresh, in place of the lease, if that is still the owner's; otherwise does nothing. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="value">Any bytes, also none.</param>
    /// <param name="ttl">How long it is stored, its time past the lifetime included: more than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="fresh">How long nobody renews it: more than zero, rounded up to whole milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait; the commit may happen all the same.</param>
    /// <returns>Whether the value was stored.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> or <paramref name="fresh"/> is zero or less.</exception>
    public ValueTask<bool> CommitRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, value, ttl: Ttl.Normalize(ttl), fresh: Ttl.Normalize(fresh)),
            static (client, a, ct) => client.CommitRefreshCoreAsync(a.key, a.leaseKey, a.token, a.value, a.ttl, a.fresh, ct),
            cancellationToken);

    /// <summary>
    /// Says that a body has failed to renew the value: no process runs one for a second, twice as long after each further failure, at most for 30 s. The
    /// lease is released. One round trip.
    /// </summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="staleIfError">How long the value is kept past its lifetime: zero or more.</param>
    /// <param name="cancellationToken">Ends the wait; it may happen all the same.</param>
    /// <returns>The pause, at most until the value leaves its part of its life; zero if there is no value to serve meanwhile, and so no pause. Null if the lease was not the owner's.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="staleIfError"/> is less than zero.</exception>
    public ValueTask<TimeSpan?> FailRefreshAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan staleIfError, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, stale: Ttl.NormalizeStale(staleIfError)),
            static (client, a, ct) => client.FailRefreshCoreAsync(a.key, a.leaseKey, a.token, a.stale, FailurePause.NextShare(client.Chance), ct),
            cancellationToken);

    /// <summary>Implements <see cref="GetOrRefreshAsync"/>. A lease without expiry, left by another program, is given the requested one.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="lease">Whole milliseconds, 1 or more.</param>
    /// <param name="seen">The first bytes of the value that the caller has read; valid until the returned task ends.</param>
    /// <param name="staleIfError">Whole milliseconds, zero or more.</param>
    /// <param name="mark">Whether to mark another owner's lease; a backend without notifications need not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<RefreshResult> GetOrRefreshCoreAsync(
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> leaseKey,
        LeaseToken token,
        TimeSpan lease,
        ReadOnlyMemory<byte> seen,
        TimeSpan staleIfError,
        bool mark,
        CancellationToken cancellationToken);

    /// <summary>Implements <see cref="RenewRefreshAsync"/>.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="lease">Whole milliseconds, 1 or more.</param>
    /// <param name="staleIfError">Whole milliseconds, zero or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> RenewRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, TimeSpan staleIfError, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="CommitRefreshAsync"/>.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="value">The value; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years.</param>
    /// <param name="fresh">Whole milliseconds, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> CommitRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, TimeSpan fresh, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="FailRefreshAsync"/>.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="staleIfError">Whole milliseconds, zero or more.</param>
    /// <param name="share">The part of the pause to wait, in thousandths.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<TimeSpan?> FailRefreshCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan staleIfError, int share, CancellationToken cancellationToken);
}
