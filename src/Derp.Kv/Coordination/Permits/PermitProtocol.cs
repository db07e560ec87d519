using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// What goes to the limiter's scripts and what comes back. A server's answer is as few integers as tell the decision, since
/// each of them costs the server's one thread a tenth of a microsecond and the client an object.
/// <code>
/// fixed window    count × (window + 1) + milliseconds left, or −1 less than its negative when denied:
///                 exact, since limit times window is below 2^53. Where it is not, the two numbers, the first likewise.
/// sliding window  count, milliseconds until the call would be admitted (0: it is), milliseconds until all is forgotten
/// token bucket    microseconds until the bucket is full, or −1 less than their negative when denied
/// </code>
/// </summary>
internal static class PermitProtocol
{
    /// <summary>The most numbers that an answer has.</summary>
    public const int MostNumbers = 3;

    public static Script ScriptOf(RateLimitAlgorithm algorithm) => algorithm switch
    {
        RateLimitAlgorithm.SlidingWindow => PermitScripts.SlidingWindow,
        RateLimitAlgorithm.TokenBucket => PermitScripts.TokenBucket,
        _ => PermitScripts.FixedWindow,
    };

    /// <summary>The three arguments of each script, in its order.</summary>
    public static (long First, long Second, long Third) ArgumentsOf(in PermitRequest request)
    {
        if (request.Algorithm != RateLimitAlgorithm.TokenBucket)
            return (request.Limit, request.WindowMilliseconds, request.Cost);

        var interval = TokenBucket.Interval(request);
        return (request.Cost * interval, request.Capacity * interval, request.WindowMilliseconds * 2);
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="KvException">It is none of this script.</exception>
    public static PermitDecision Read(in PermitRequest request, ReadOnlySpan<long> answer)
    {
        switch (answer)
        {
            case [var both] when request.Algorithm == RateLimitAlgorithm.FixedWindow:
                return OfFixedWindow(request, both < 0, Math.DivRem(Unsigned(both), request.WindowMilliseconds + 1));
            case [var count, var left] when request.Algorithm == RateLimitAlgorithm.FixedWindow:
                return OfFixedWindow(request, count < 0, (Unsigned(count), left));
            case [var used, var retry, var reset] when request.Algorithm == RateLimitAlgorithm.SlidingWindow:
                return new(retry == 0, used, Math.Max(0, request.Limit - used), retry * 1000, reset * 1000);
            case [var owed] when request.Algorithm == RateLimitAlgorithm.TokenBucket:
                return TokenBucket.Decide(owed < 0, Unsigned(owed), request);
            default:
                throw new KvException("The server's answer to a limiter is not understood.");
        }
    }

    private static PermitDecision OfFixedWindow(in PermitRequest request, bool denied, (long Count, long Left) state)
    {
        var left = state.Left * 1000;
        return new(!denied, state.Count, Math.Max(0, request.Limit - state.Count), denied ? left : 0, left);
    }

    // Denied answers are below zero, also those of zero.
    private static long Unsigned(long number) => number < 0 ? -1 - number : number;
}
