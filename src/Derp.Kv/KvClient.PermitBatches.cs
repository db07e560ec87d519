using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Permits that a process takes in advance, to admit calls without a command (R17).
public abstract partial class KvClient
{
    private PermitBatches? _permitBatches;

    /// <summary>Made by the first call of a method with <c>PermitBatch</c>.</summary>
    internal PermitBatches PermitBatches
    {
        get
        {
            if (Volatile.Read(ref _permitBatches) is { } open)
                return open;
            Interlocked.CompareExchange(ref _permitBatches, new PermitBatches(this), null);
            return _permitBatches;
        }
    }

    /// <summary>
    /// Takes the permits of as many calls as the limit has room for, at least one call and at most so many units; or none, if there is no
    /// room for one. A backend that cannot takes one.
    /// </summary>
    /// <param name="key">Any bytes; one counter.</param>
    /// <param name="request">Checked; one call of a fixed window, with a cost.</param>
    /// <param name="most">The cost of the call or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal virtual async ValueTask<PermitGrant> AcquirePermitsUpToCoreAsync(byte[] key, PermitRequest request, long most, CancellationToken cancellationToken) =>
        PermitGrant.Single(await AcquirePermitCoreAsync(key, request, cancellationToken).ConfigureAwait(false), request);

    /// <summary>Admits a call from the permits that are held, without a command.</summary>
    internal bool TryTakeHeld(ReadOnlySpan<byte> key, in PermitRequest request, long most, string method, CancellationToken cancellationToken, out RateLimitResult admitted)
    {
        admitted = default;
        if (cancellationToken.IsCancellationRequested || !Gate.IsOpen || _permitBatches?.Find(key, request, most)?.TryTake(out admitted) is not true)
            return false;
        using var activity = KvActivities.Start(KvActivities.Limit, method);
        KvMetrics.Decided(method, admitted);
        activity.SetTag("allowed", true).SetTag("counted", true);
        return true;
    }
}
