using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>What can stand under a limiter's key: counters of all algorithms and settings, and what is none.</summary>
internal static class StoredCounter
{
    private static readonly string[] s_pieces = ["0", "1", "007", "5", "60000", "9007199254740991", "9007199254740992", "99999999999999999", "/", ":", "@", "-", " ", ".", "e", "\n", "\0"];

    private static readonly string[] s_forms = ["#", "#/#", "#:#:#/#", "#@#/#/#"];

    /// <summary>Half of them with the settings that ask.</summary>
    public static byte[]? Random(Random random, PermitRequest request, long now)
    {
        var window = random.Next(2) == 0 ? request.WindowMilliseconds : random.Next(1, 5000);
        var (interval, scale) = (random.NextInt64(1, 2_000_000), random.NextInt64(1, 40));
        if (request.Algorithm == RateLimitAlgorithm.TokenBucket && random.Next(2) == 0)
            (interval, scale) = TokenBucket.RateOf(request);
        var most = (int)request.Limit + 5;
        return random.Next(request.Algorithm == RateLimitAlgorithm.FixedWindow ? 6 : 10) switch
        {
            0 => null,
            1 => Encoding.ASCII.GetBytes($"{random.Next(most)}"),
            2 or 3 => new FixedWindowState(random.Next(most), window).ToBytes(),
            4 when request.Algorithm != RateLimitAlgorithm.TokenBucket => new SlidingWindowState((now / 1000 / window) + random.Next(-3, 2), random.Next(most), random.Next(most), window).ToBytes(),
            < 6 => new TokenBucketState(random.NextInt64(most * interval), now + random.NextInt64(-2 * window * 1000, window * 100), interval, scale).ToBytes(),
            _ when request.Algorithm == RateLimitAlgorithm.TokenBucket => new TokenBucketState(random.NextInt64(most * interval), now + random.NextInt64(-2 * window * 1000, window * 100), interval, scale).ToBytes(),
            _ => new SlidingWindowState((now / 1000 / window) + random.Next(-3, 2), random.Next(most), random.Next(most), window).ToBytes(),
        };
    }

    public static byte[] Large(Random random, long now)
    {
        var window = Magnitude(random, CounterText.LongestWindow);
        return random.Next(3) switch
        {
            0 => new FixedWindowState(Magnitude(random, CounterText.Limit - 1), window).ToBytes(),
            1 => new SlidingWindowState((now / 1000 / window) + random.Next(-2, 2), Magnitude(random, CounterText.Limit - 1), Magnitude(random, CounterText.Limit - 1), window).ToBytes(),
            _ => new TokenBucketState(Magnitude(random, CounterText.Limit - 1), now - Magnitude(random, now), Magnitude(random, 1L << 50), Magnitude(random, 1L << 32)).ToBytes(),
        };
    }

    public static PermitRequest LargeRequest(Random random, RateLimitAlgorithm algorithm)
    {
        var window = Magnitude(random, CounterText.LongestWindow);
        var most = (1L << 53) / (window + 1);
        var limit = Magnitude(random, algorithm == RateLimitAlgorithm.TokenBucket ? Math.Min(most, window * 1000) : most);
        var burst = algorithm == RateLimitAlgorithm.TokenBucket ? Magnitude(random, limit) : 0;
        return new PermitRequest(limit, TimeSpan.FromMilliseconds(window), Magnitude(random, burst == 0 ? limit : burst), algorithm, burst);
    }

    public static byte[] Garbage(Random random)
    {
        var text = new StringBuilder(s_forms[random.Next(s_forms.Length)]);
        while (text.ToString().IndexOf('#', StringComparison.Ordinal) is >= 0 and var hole)
            text.Remove(hole, 1).Insert(hole, random.Next(4) == 0 ? s_pieces[random.Next(s_pieces.Length)] : $"{random.Next(1, 100)}");
        if (random.Next(3) == 0)
            text.Insert(random.Next(text.Length + 1), s_pieces[random.Next(s_pieces.Length)]);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static long Magnitude(Random random, long most) =>
        Math.Clamp((long)Math.Exp(random.NextDouble() * Math.Log(most)) + random.Next(-1, 2), 1, most);
}
