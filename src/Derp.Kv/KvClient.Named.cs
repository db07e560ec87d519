using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv;

// What the framework's caches need beside a guarded get: a value that is set, not computed; a body that is shared by this process alone.
public abstract partial class KvClient
{
    /// <summary>
    /// Stores a value in the place of whatever there is: the result of a body that is running is not stored after it. One round trip.
    /// </summary>
    /// <param name="key">The value's key.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">More than zero.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    internal async ValueTask ReplaceAsync(byte[] key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var detached = Flights.Detach(key);
        Void(key);
        try
        {
            await InvokeAsync(
                (key, leaseKey: LeaseKey.Of(key), value, ttl: Ttl.Normalize(ttl)),
                static (client, a, ct) => client.ReplaceCoreAsync(a.key, a.leaseKey, a.value, a.ttl, ct),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // As with an invalidation: what began meanwhile may have read the old value, or wait for a lease that is deleted.
            Void(key);
            Flights.Detach(key)?.Notify();
            detached?.Notify();
        }
    }

    /// <summary>Implements <see cref="ReplaceAsync"/>. The default takes two steps, between which another process may begin a body that stores its result after the value.</summary>
    internal virtual async ValueTask ReplaceCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> leaseKey, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        await InvalidateCoreAsync(key, leaseKey, settle: null, cancellationToken).ConfigureAwait(false);
        await SetCoreAsync(key, value, ttl, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the body once for all callers in this process, as a guarded get does, and asks the store for nothing.</summary>
    /// <param name="key">What callers share it by; it goes to no store.</param>
    /// <param name="codec">Reads the value for callers that joined.</param>
    /// <param name="call">The body.</param>
    /// <param name="cancellationToken">The caller's own: it ends this caller's wait, not that of others.</param>
    internal ValueTask<TValue> ShareAsync<TState, TValue>(byte[] key, GuardCodec<TValue> codec, GuardedCall<TState, TValue> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gate.ThrowIfDraining();
        return FlyAsync(null, default, storeFailed: true, key, codec, call, cancellationToken);
    }
}
