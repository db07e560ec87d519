using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Calls that are denied without a command, since the store has denied the same call not long ago (R16). Whether the store answers now
// plays no part.
public abstract partial class KvClient
{
    internal Denials Denials { get; }

    /// <summary>Decides a call from what is remembered. A peek, and a call that would throw, always go on.</summary>
    internal bool TryDeny(ReadOnlySpan<byte> key, in PermitRequest request, string method, CancellationToken cancellationToken, out RateLimitResult denied)
    {
        if (cancellationToken.IsCancellationRequested || !Gate.IsOpen || !Denials.TryFind(key, request, out denied))
        {
            denied = default;
            return false;
        }

        using var activity = KvActivities.Start(KvActivities.Limit, method);
        KvMetrics.Decided(method, denied);
        KvMetrics.Remembered(method);
        activity.SetTag("allowed", false).SetTag("counted", true).SetTag("remembered", true);
        return true;
    }

    // The first of them in declared order.
    private (NamedLimit Limit, RateLimitResult Result)? FindDenied(string method, NamedLimit[] limits)
    {
        foreach (var limit in limits)
        {
            if (!Denials.TryFind(limit.Key, limit.Request, out var denied))
                continue;
            KvMetrics.Remembered(method);
            return (limit, denied);
        }

        return null;
    }

    // A counter has changed, or may have: what was denied before might be admitted. Permits that were taken in advance are still counted
    // in a counter that goes on.
    private async ValueTask<T> ForgetAfterAsync<T>(ReadOnlyMemory<byte> key, ValueTask<T> change, bool isReset = false)
    {
        try
        {
            return await change.ConfigureAwait(false);
        }
        finally
        {
            if (isReset)
                _permitBatches?.Drop(key.Span);
            Denials.Forget(key.Span);
        }
    }
}
