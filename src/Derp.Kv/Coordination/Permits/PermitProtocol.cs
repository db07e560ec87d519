using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// What goes to the limiter's scripts and what comes back. A server's answer has only the integers that the decision needs, since
/// each of them costs the server's one thread a tenth of a microsecond and the client an object.
/// <code>
/// fixed window    count × (window + 1) + milliseconds left, or −1 less than its negative when denied:
///                 exact, since limit times window is below 2^53. If it is not, or the counter has a longer
///                 window, the two numbers, the first likewise.
/// sliding window  count, milliseconds until the call would be admitted (0: it is), milliseconds until the count is zero
/// token bucket    parts of a microsecond until the bucket is full, or −1 less than their negative when denied. If other
///                 settings wrote it, or the clock is behind: that number, the microseconds before it begins to fill,
///                 and the milliseconds until the key expires
/// permits in advance  units, 0 when denied, count, milliseconds left
/// </code>
/// </summary>
internal static class PermitProtocol
{
    /// <summary>The most numbers that an answer has.</summary>
    public const int MostNumbers = 3;

    /// <summary>The most arguments that a script has.</summary>
    public const int MostArguments = 4;

    public static Script ScriptOf(RateLimitAlgorithm algorithm) => algorithm switch
    {
        RateLimitAlgorithm.SlidingWindow => PermitScripts.SlidingWindow,
        RateLimitAlgorithm.TokenBucket => PermitScripts.TokenBucket,
        _ => PermitScripts.FixedWindow,
    };

    /// <summary>The arguments of each script, in its order.</summary>
    /// <param name="request">Checked.</param>
    /// <param name="arguments">Room for <see cref="MostArguments"/>.</param>
    /// <returns>How many there are.</returns>
    public static int WriteArguments(in PermitRequest request, Span<long> arguments)
    {
        if (request.Algorithm != RateLimitAlgorithm.TokenBucket)
        {
            (arguments[0], arguments[1], arguments[2]) = (request.Limit, request.WindowMilliseconds, request.Cost);
            return 3;
        }

        var (interval, scale) = TokenBucket.RateOf(request);
        (arguments[0], arguments[1]) = (request.Cost * interval, request.Capacity * interval);
        (arguments[2], arguments[3]) = (interval, scale);
        return scale == 1 ? 3 : 4;
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="KvException">It is not an answer of this script.</exception>
    public static PermitDecision Read(in PermitRequest request, ReadOnlySpan<long> answer)
    {
        switch (answer)
        {
            case [var both] when request.Algorithm == RateLimitAlgorithm.FixedWindow:
                var (counted, remaining) = Math.DivRem(Unsigned(both), request.WindowMilliseconds + 1);
                return FixedWindow.Decide(both < 0, counted, remaining, request);
            case [var count, var left] when request.Algorithm == RateLimitAlgorithm.FixedWindow:
                return FixedWindow.Decide(count < 0, Unsigned(count), left, request);
            case [var used, var retry, var reset] when request.Algorithm == RateLimitAlgorithm.SlidingWindow:
                return SlidingWindow.Decide(used, retry, reset, request);
            case [var owed] when request.Algorithm == RateLimitAlgorithm.TokenBucket:
                return TokenBucket.Decide(owed < 0, Unsigned(owed), 0, long.MaxValue, request);
            case [var owed, var ahead, var left] when request.Algorithm == RateLimitAlgorithm.TokenBucket:
                return TokenBucket.Decide(owed < 0, Unsigned(owed), ahead, left * 1000, request);
            default:
                throw new KvException("The server's answer to a limiter cannot be read.");
        }
    }

    /// <summary>The arguments of <see cref="PermitBatchScript"/>.</summary>
    public static long[] BatchArgumentsOf(in PermitRequest request, long most) => [request.Limit, request.WindowMilliseconds, request.Cost, most];

    /// <summary>Reads an answer of <see cref="PermitBatchScript"/>.</summary>
    /// <exception cref="KvException">It is not one.</exception>
    public static PermitGrant ReadGrant(in PermitRequest request, ReadOnlySpan<long> answer) => answer is [var units, var count, var left]
        ? new(FixedWindow.Decide(units == 0, count, left, request).ToResult(request.Limit), units)
        : throw new KvException("The server's answer to a limiter cannot be read.");

    // The answer of a denied call is below zero, also if the number is zero.
    private static long Unsigned(long number) => number < 0 ? -1 - number : number;
}
