using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Limits the calls of a key in a window.
public abstract partial class KvClient
{
    /// <summary>Decides whether a call is admitted, and counts it if so. A denied call takes no units. One round trip, never resent.</summary>
    /// <remarks>
    /// A call that the store has denied is denied again without a round trip until its <see cref="RateLimitResult.RetryAfter"/> has passed, at
    /// most five seconds. A refund or reset through this client ends that at once.
    /// <para>
    /// Fixed window: begins with the first admitted call; at most 2 × limit − 1 in any period of that length. Sliding window: two
    /// weighted counters; below 2 × limit. Token bucket: GCRA; 2 × limit − 1 with a full burst, the limit with a burst of 1.
    /// </para>
    /// </remarks>
    /// <param name="key">Identifies one counter; not empty.</param>
    /// <param name="limit">Units admitted per window, 1 or more; the product with the window in milliseconds stays below 2^53.</param>
    /// <param name="window">Whole milliseconds, 1 ms to 365 days.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="algorithm">How calls are counted. After a change of algorithm all counted units count as admitted just now.</param>
    /// <param name="cost">Units that the call takes, 0 to <paramref name="limit"/> or <paramref name="burst"/>. 0 reads the state without counting.</param>
    /// <param name="burst">Units that a token bucket can give at once, 1 to <paramref name="limit"/>. Null: the limit.</param>
    /// <param name="onUnavailable">What is decided when the store cannot be asked.</param>
    /// <param name="cancellationToken">Ends the wait; the call may be counted all the same.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range; the store was not asked.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and <paramref name="onUnavailable"/> is <see cref="RateLimitUnavailable.Throw"/>.</exception>
    /// <exception cref="KvException">The key does not hold a limiter's counter.</exception>
    public ValueTask<RateLimitResult> RateLimitAsync(
        string key,
        long limit,
        TimeSpan window,
        string keyPrefix = "derp:ratelimit",
        RateLimitAlgorithm algorithm = RateLimitAlgorithm.FixedWindow,
        int cost = 1,
        long? burst = null,
        RateLimitUnavailable onUnavailable = RateLimitUnavailable.Allow,
        CancellationToken cancellationToken = default)
    {
        if (burst is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(burst));
        if (!Enum.IsDefined(onUnavailable))
            throw new ArgumentOutOfRangeException(nameof(onUnavailable), onUnavailable, $"Not a known {nameof(RateLimitUnavailable)}.");

        var request = new PermitRequest(limit, window, cost, algorithm, burst ?? 0);
        request.Validate();
        Span<byte> buffer = stackalloc byte[HelperKey.Enough];
        return Denials.Any
            && HelperKey.TryWrite(this, keyPrefix, key, nameof(key), buffer, out var length)
            && TryDeny(buffer[..length], request, nameof(RateLimitAsync), cancellationToken, out var denied)
                ? new(denied)
                : AskLimitAsync(HelperKey.Build(this, keyPrefix, key, nameof(key)), request, onUnavailable, nameof(RateLimitAsync), cancellationToken);
    }

    internal ValueTask<RateLimitResult> LimitAsync(
        byte[] key,
        in PermitRequest request,
        RateLimitUnavailable onUnavailable,
        string method,
        CancellationToken cancellationToken,
        long most = 0) =>
        TryDeny(key, request, method, cancellationToken, out var denied) ? new(denied) : AskLimitAsync(key, request, onUnavailable, method, cancellationToken, most);

    /// <summary>Asks the store, whatever it has denied before.</summary>
    /// <param name="key">The counter.</param>
    /// <param name="request">Checked.</param>
    /// <param name="onUnavailable">What is decided when the store cannot be asked.</param>
    /// <param name="method">For logs and metrics.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="most">Units that may be taken in advance; up to one call's: none.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<RateLimitResult> AskLimitAsync(
        byte[] key,
        PermitRequest request,
        RateLimitUnavailable onUnavailable,
        string method,
        CancellationToken cancellationToken,
        long most = 0)
    {
        using var activity = KvActivities.Start(KvActivities.Limit, method);
        RateLimitResult result;
        try
        {
            // As by AcquirePermitAsync, whose own state the call would wait through as well.
            Enter(cancellationToken);
            var began = OperationMetrics.NotTimed;
            try
            {
                if (most > request.Cost && PermitBatches.Open(key, request, most) is { } held)
                {
                    result = await held.TakeAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    var asking = Denials.Ask();
                    began = OperationMetrics.Begin(this);
                    result = await AcquirePermitCoreAsync(key, request, cancellationToken).ConfigureAwait(false);
                    OperationMetrics.Succeeded(this, nameof(AcquirePermitAsync), began);
                    Denials.Note(key, request, asking, result);
                }
            }
            catch (Exception e) when (IsForeign(e, nameof(AcquirePermitAsync), began, cancellationToken))
            {
                throw Failed(nameof(AcquirePermitAsync), began, Mapped(e));
            }
            finally
            {
                Exit();
            }
        }
        catch (KvUnavailableException e) when (onUnavailable != RateLimitUnavailable.Throw)
        {
            Log.FailOpen(method, "permit", e);
            result = Uncounted(request, allowed: onUnavailable == RateLimitUnavailable.Allow);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }

        KvMetrics.Decided(method, result);
        activity.SetTag("allowed", result.Allowed).SetTag("counted", result.Counted);
        return result;
    }

    // The counter's state is not known; a denied caller may ask again after the store has had time to return.
    private RateLimitResult Uncounted(in PermitRequest request, bool allowed) =>
        new(allowed, request.Limit, Count: 0, Remaining: 0, allowed ? null : Options.OperationTimeout, TimeSpan.Zero, Counted: false);
}
