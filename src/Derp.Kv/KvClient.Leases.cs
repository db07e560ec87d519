using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv;

// The right to compute one key, held under an owner token until a deadline that the server keeps. Value and lease are
// two keys of one slot, so that each step is one script. The helpers use these; they are public for other protocols.
public abstract partial class KvClient
{
    /// <summary>Reads the value or, if there is none, asks for the lease: in one step, so that a value stored meanwhile is never computed twice. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token. A second request with the same token is granted too, so that a command can be resent.</param>
    /// <param name="lease">Length of the lease unless it is renewed; more than zero, rounded up to whole milliseconds.</param>
    /// <param name="mark">Whether to request a notification if another owner holds the lease: its end is then published to the subscribers of <see cref="SubscribeToNoticesAsync"/>. The request ends with that lease; ask again to wait for the next owner.</param>
    /// <param name="cancellationToken">Ends the wait; the lease may be granted all the same.</param>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lease"/> is zero or less.</exception>
    public ValueTask<LeaseResult> GetOrLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease, bool mark = false, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease), mark),
            static (client, a, ct) => client.GetOrLeaseCoreAsync(a.key, a.leaseKey, a.token, a.lease, a.mark, ct),
            cancellationToken);

    /// <summary>Gives the lease a new deadline if it is still the owner's. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="lease">Length of the lease from now; more than zero, rounded up to whole milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait; the renewal may happen all the same.</param>
    /// <returns>Whether the lease was the owner's.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lease"/> is zero or less.</exception>
    public ValueTask<bool> RenewLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, lease: Ttl.Normalize(lease)),
            static (client, a, ct) => client.RenewLeaseCoreAsync(a.key, a.leaseKey, a.token, a.lease, ct),
            cancellationToken);

    /// <summary>Stores the value and releases the lease, if it is still the owner's; otherwise does nothing. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="value">Any bytes, also none.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait; the commit may happen all the same.</param>
    /// <returns>Whether the value was stored.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask<bool> CommitLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token, value, ttl: Ttl.Normalize(ttl)),
            static (client, a, ct) => client.CommitLeaseCoreAsync(a.key, a.leaseKey, a.token, a.value, a.ttl, ct),
            cancellationToken);

    /// <summary>Releases the lease if it is still the owner's. One round trip.</summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="cancellationToken">Ends the wait; the release may happen all the same.</param>
    /// <returns>Whether the lease was the owner's.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    public ValueTask<bool> ReleaseLeaseAsync(ReadOnlyMemory<byte> key, LeaseToken token, CancellationToken cancellationToken = default) =>
        InvokeAsync(
            (key, leaseKey: LeaseKey.Of(key.Span), token),
            static (client, a, ct) => client.ReleaseLeaseCoreAsync(a.key, a.leaseKey, a.token, ct),
            cancellationToken);

    /// <summary>
    /// Deletes the value and its lease in one step: a value whose computation started before is returned to its
    /// callers and not stored. A read through this client that starts after the call joins no computation that started
    /// before it. One round trip.
    /// </summary>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="cancellationToken">Ends the wait; the invalidation may happen all the same.</param>
    /// <returns>Whether a value was there.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    public ValueTask<bool> InvalidateAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) => VoidAsync(key, settle: null, cancellationToken);

    /// <summary>As <see cref="InvalidateAsync"/>; for some time after it bodies run at once, and nothing is stored under the key. One round trip.</summary>
    /// <remarks>For bodies that read a replica which lags behind the write. No later invalidation shortens the time.</remarks>
    /// <param name="key">The value's key; must not end in <c>%lock</c> or <c>%lock%</c>.</param>
    /// <param name="settle">More than zero, rounded up to whole milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait; the invalidation may happen all the same.</param>
    /// <returns>Whether a value was there.</returns>
    /// <exception cref="ArgumentException">The key has the form of a lease's key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="settle"/> is zero or less.</exception>
    public ValueTask<bool> InvalidateAndSettleAsync(ReadOnlyMemory<byte> key, TimeSpan settle, CancellationToken cancellationToken = default) =>
        VoidAsync(key, Ttl.Normalize(settle), cancellationToken);

    private async ValueTask<bool> VoidAsync(ReadOnlyMemory<byte> key, TimeSpan? settle, CancellationToken cancellationToken, bool isHelpers = false)
    {
        var leaseKey = LeaseKey.Of(key.Span);
        var owned = key.ToArray();
        var detached = Flights.Detach(owned);
        Void(owned);
        try
        {
            return await InvokeAsync(
                (key: owned, leaseKey, settle),
                static (client, a, ct) => client.InvalidateCoreAsync(a.key, a.leaseKey, a.settle, ct),
                cancellationToken,
                isHelpers,
                nameof(InvalidateAsync)).ConfigureAwait(false);
        }
        finally
        {
            // A flight that began between the first detach and the server's answer may have read the old value. If one of
            // them waits, then for a lease that is deleted now; and out of the map no notice finds it.
            Void(owned);
            Flights.Detach(owned)?.Notify();
            detached?.Notify();
        }
    }

    /// <summary>Implements <see cref="GetOrLeaseAsync"/>. A lease without expiry, left by another program, is given the requested one.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token; the lease is stored as its 16 bytes and a zero byte, and compared by the 16.</param>
    /// <param name="lease">Whole milliseconds, 1 or more.</param>
    /// <param name="mark">Whether to set the last byte of another owner's lease to 1; a backend without notifications need not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<LeaseResult> GetOrLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, bool mark, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="RenewLeaseAsync"/>.</summary>
    /// <param name="key">The value's key; for clients that wrap another.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="lease">Whole milliseconds, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> RenewLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="CommitLeaseAsync"/>.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="value">The value; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> CommitLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="ReleaseLeaseAsync"/>.</summary>
    /// <param name="key">The value's key; for clients that wrap another.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="token">The owner's token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> ReleaseLeaseCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, LeaseToken token, CancellationToken cancellationToken);

    /// <summary>Implements the server's part of <c>InvalidateAsync</c>.</summary>
    /// <param name="key">The value's key.</param>
    /// <param name="leaseKey">The lease's key, in the same slot.</param>
    /// <param name="settle">How long nothing is to be stored, whole milliseconds; the longer one of this and what stands there counts. Null: no time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> InvalidateCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, TimeSpan? settle, CancellationToken cancellationToken);
}
