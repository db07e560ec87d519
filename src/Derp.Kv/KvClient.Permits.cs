using Derp.Kv.Coordination;

namespace Derp.Kv;

// The limiter's one step: count and decide on the server, by the server's clock.
public abstract partial class KvClient
{
    /// <summary>Decides whether a call is admitted and counts it if so. A denied call and one of cost 0 consume nothing. One round trip, never resent.</summary>
    /// <param name="key">Any bytes; one counter.</param>
    /// <param name="request">What is asked for, and the limit.</param>
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
}
