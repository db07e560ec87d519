using Derp.Kv.Coordination;

namespace Derp.Kv;

// The limiter's single step: it counts and decides on the server, by the server's clock.
public abstract partial class KvClient
{
    /// <summary>Decides whether a call is admitted, and counts it if so. A denied call and a call of cost 0 take no units. One round trip, never resent.</summary>
    /// <param name="key">Any bytes; one counter.</param>
    /// <param name="request">The call's cost and the limit.</param>
    /// <param name="cancellationToken">Ends the wait; the call may be counted all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member of <paramref name="request"/> is out of its range.</exception>
    public ValueTask<RateLimitResult> AcquirePermitAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken = default)
    {
        request.Validate();
        return InvokeAsync((key, request), static (client, a, ct) => client.AcquirePermitCoreAsync(a.key, a.request, ct), cancellationToken);
    }

    /// <summary>Implements <see cref="AcquirePermitAsync"/>. The key, if it exists after the call, expires within two windows.</summary>
    /// <param name="key">The counter's key; valid until the returned task ends.</param>
    /// <param name="request">Checked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<RateLimitResult> AcquirePermitCoreAsync(ReadOnlyMemory<byte> key, PermitRequest request, CancellationToken cancellationToken);

    /// <summary>Refunds units to a counter of any algorithm and settings. One round trip, never resent.</summary>
    /// <param name="key">Any bytes; one counter.</param>
    /// <param name="permits">Units, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait; the units may be refunded all the same.</param>
    /// <returns>Units that were refunded: fewer than <paramref name="permits"/> if fewer were counted.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is below 1.</exception>
    /// <exception cref="KvException">The key does not hold a limiter's counter.</exception>
    public ValueTask<long> RefundPermitAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        return ForgetAfterAsync(key, InvokeAsync((key, permits: Math.Min(permits, Coordination.Permits.CounterText.Limit)), static (client, a, ct) => client.RefundPermitCoreAsync(a.key, a.permits, ct), cancellationToken));
    }

    /// <summary>Implements <see cref="RefundPermitAsync"/>. A counter without units is deleted.</summary>
    /// <param name="key">The counter's key; valid until the returned task ends.</param>
    /// <param name="permits">1 to 2^53.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<long> RefundPermitCoreAsync(ReadOnlyMemory<byte> key, long permits, CancellationToken cancellationToken);
}
