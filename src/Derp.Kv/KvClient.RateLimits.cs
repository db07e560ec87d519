using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Several limits of one call: a call that one denies takes no units of the others.
public abstract partial class KvClient
{
    /// <summary>Asks several limits at once, and counts only if all admit.</summary>
    /// <returns>A result for each; null if these keys cannot be decided in one call. Nothing is counted then, or if one denies.</returns>
    internal virtual ValueTask<RateLimitResult[]?> TryAcquirePermitsCoreAsync(byte[][] keys, PermitRequest[] requests, CancellationToken cancellationToken) => new((RateLimitResult[]?)null);

    /// <summary>The first limit that denies the call, with its result; null if all admit it.</summary>
    internal async ValueTask<(NamedLimit Limit, RateLimitResult Result)?> LimitAllAsync(string method, NamedLimit[] limits, CancellationToken cancellationToken)
    {
        using var activity = KvActivities.Start(KvActivities.Limit, method);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Gate.ThrowIfDraining();
            if (FindDenied(method, limits) is { } remembered)
            {
                KvMetrics.Decided(method, remembered.Limit.Name, counted: true);
                activity.SetTag("allowed", false).SetTag("counted", true).SetTag("remembered", true);
                return remembered;
            }

            var results = AreKeysDistinct(limits) ? await AcquireTogetherAsync(method, limits, cancellationToken).ConfigureAwait(false) : null;
            results ??= await AcquireInTurnAsync(method, limits, cancellationToken).ConfigureAwait(false);
            var denied = Array.FindIndex(results, static result => !result.Allowed);
            var counted = Array.TrueForAll(results, static result => result.Counted);
            KvMetrics.Decided(method, denied < 0 ? null : limits[denied].Name, counted);
            activity.SetTag("allowed", denied < 0).SetTag("counted", counted);
            return denied < 0 ? null : (limits[denied], results[denied]);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    // Two limits that name one counter would each be asked about a count without the other's.
    private static bool AreKeysDistinct(NamedLimit[] limits) =>
        limits.DistinctBy(static limit => limit.Key, ByteArrayComparer.Instance).Count() == limits.Length;

    private async ValueTask<RateLimitResult[]?> AcquireTogetherAsync(string method, NamedLimit[] limits, CancellationToken cancellationToken)
    {
        var asking = Denials.Ask();
        try
        {
            var results = await InvokeAsync(
                (keys: Array.ConvertAll(limits, static l => l.Key), requests: Array.ConvertAll(limits, static l => l.Request)),
                static (client, a, ct) => client.TryAcquirePermitsCoreAsync(a.keys, a.requests, ct),
                cancellationToken,
                operation: "AcquirePermitsAsync").ConfigureAwait(false);
            for (var i = 0; i < results?.Length; i++)
                Denials.Note(limits[i].Key, limits[i].Request, asking, results[i]);
            return results;
        }
        catch (KvUnavailableException e) when (Array.TrueForAll(limits, static l => l.OnUnavailable != RateLimitUnavailable.Throw))
        {
            Log.FailOpen(method, "permit", e);
            return Array.ConvertAll(limits, l => Uncounted(l.Request, allowed: l.OnUnavailable == RateLimitUnavailable.Allow));
        }
    }

    private async ValueTask<RateLimitResult[]> AcquireInTurnAsync(string method, NamedLimit[] limits, CancellationToken cancellationToken)
    {
        var results = new List<RateLimitResult>(limits.Length);
        try
        {
            foreach (var limit in limits)
            {
                results.Add(await AcquireAsync(method, limit, cancellationToken).ConfigureAwait(false));
                if (!results[^1].Allowed)
                    break;
            }
        }
        finally
        {
            // Denied, cancelled, or an exception because the store is down: the units of the earlier limits are refunded.
            if (results.Count < limits.Length || !results[^1].Allowed)
                await RefundAsync(method, limits, results).ConfigureAwait(false);
        }

        return [.. results];
    }

    private async ValueTask<RateLimitResult> AcquireAsync(string method, NamedLimit limit, CancellationToken cancellationToken)
    {
        var asking = Denials.Ask();
        try
        {
            var result = await InvokeAsync(limit, static (client, limit, ct) => client.AcquirePermitCoreAsync(limit.Key, limit.Request, ct), cancellationToken, operation: nameof(AcquirePermitAsync)).ConfigureAwait(false);
            Denials.Note(limit.Key, limit.Request, asking, result);
            return result;
        }
        catch (KvUnavailableException e) when (limit.OnUnavailable != RateLimitUnavailable.Throw)
        {
            Log.FailOpen(method, "permit", e);
            return Uncounted(limit.Request, allowed: limit.OnUnavailable == RateLimitUnavailable.Allow);
        }
    }

    private async ValueTask RefundAsync(string method, NamedLimit[] limits, List<RateLimitResult> results)
    {
        for (var i = results.Count - 1; i >= 0; i--)
        {
            if (results[i] is not { Allowed: true, Counted: true } || limits[i].Request.Cost == 0)
                continue;
            try
            {
                await Inner.RefundPermitAsync(limits[i].Key, limits[i].Request.Cost).ConfigureAwait(false);
            }
            catch (Exception e) when (e is KvException or ObjectDisposedException)
            {
                // Until its window ends the limit then admits fewer calls than it could, never more.
                Log.NotRefunded(method, limits[i].Name, e);
            }
        }
    }
}
