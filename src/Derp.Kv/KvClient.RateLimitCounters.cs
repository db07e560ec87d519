using Derp.Kv.Coordination;
using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// Operations on a counter besides counting: read, refund, reset.
public abstract partial class KvClient
{
    /// <summary>What <see cref="RateLimitAsync"/> would return for a call of one unit, without counting it. Nothing is written. One round trip.</summary>
    /// <remarks>Metrics do not count it. <see cref="RateLimitResult.Count"/> and <see cref="RateLimitResult.Remaining"/> are those before the call.</remarks>
    /// <param name="key">Identifies one counter; not empty.</param>
    /// <param name="limit">Units admitted per window, 1 or more; the product with the window in milliseconds stays below 2^53.</param>
    /// <param name="window">Whole milliseconds, 1 ms to 365 days.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="algorithm">How calls are counted.</param>
    /// <param name="burst">Units that a token bucket can give at once, 1 to <paramref name="limit"/>. Null: the limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range; the store was not asked.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer.</exception>
    /// <exception cref="KvException">The key does not hold a limiter's counter.</exception>
    public ValueTask<RateLimitResult> PeekRateLimitAsync(
        string key,
        long limit,
        TimeSpan window,
        string keyPrefix = "derp:ratelimit",
        RateLimitAlgorithm algorithm = RateLimitAlgorithm.FixedWindow,
        long? burst = null,
        CancellationToken cancellationToken = default)
    {
        if (burst is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(burst));
        return AcquirePermitAsync(HelperKey.Build(this, keyPrefix, key, nameof(key)), new PermitRequest(limit, window, 0, algorithm, burst ?? 0), cancellationToken);
    }

    /// <summary>Refunds units that a call has taken, if its work was not done. One round trip, never resent.</summary>
    /// <remarks>
    /// The newest units are refunded first. A counter never falls below zero. A refund after the end of its window applies to units that were
    /// counted since. If the reply is lost, it is not known whether they were refunded.
    /// </remarks>
    /// <param name="key">Identifies one counter; not empty.</param>
    /// <param name="permits">Units, 1 or more.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="cancellationToken">Ends the wait; the units may be refunded all the same.</param>
    /// <returns>Units that were refunded: fewer than <paramref name="permits"/> if fewer were counted. A part of one counts as one.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is below 1; the store was not asked.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer.</exception>
    /// <exception cref="KvException">The key does not hold a limiter's counter.</exception>
    public ValueTask<long> RefundRateLimitAsync(string key, long permits = 1, string keyPrefix = "derp:ratelimit", CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        return RefundAsync(HelperKey.Build(this, keyPrefix, key, nameof(key)), permits, nameof(RateLimitAsync), cancellationToken);
    }

    /// <summary>Deletes the counter: the next call starts at zero. One round trip.</summary>
    /// <param name="key">Identifies one counter; not empty.</param>
    /// <param name="keyPrefix">Put before the key, with a colon between.</param>
    /// <param name="cancellationToken">Ends the wait; the counter may be deleted all the same.</param>
    /// <returns>Whether there was a counter.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is null or empty.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer.</exception>
    public ValueTask<bool> ResetRateLimitAsync(string key, string keyPrefix = "derp:ratelimit", CancellationToken cancellationToken = default) =>
        DeleteAsync(HelperKey.Build(this, keyPrefix, key, nameof(key)), cancellationToken);

    internal async ValueTask<long> RefundAsync(byte[] key, long permits, string method, CancellationToken cancellationToken)
    {
        var given = await RefundPermitAsync(key, permits, cancellationToken).ConfigureAwait(false);
        KvMetrics.Refunded(method, given);
        return given;
    }
}
