using System.IO.Hashing;
using System.Text;

namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The end of a counter's key: <c>%m</c> and eight hexadecimal digits of the XxHash3 of a method's name, so that two methods do not
/// share permits. Then the algorithm, which has its own format: a deployment that changes it starts anew
/// instead of failing on the old counter. Escaping produces neither.
/// </summary>
internal static class CounterKey
{
    public static ReadOnlySpan<byte> SuffixOf(RateLimitAlgorithm algorithm) => algorithm switch
    {
        RateLimitAlgorithm.SlidingWindow => "%sliding"u8,
        RateLimitAlgorithm.TokenBucket => "%bucket"u8,
        _ => default,
    };

    /// <summary>The suffix of a method's counter; null: of a shared counter.</summary>
    public static byte[] SuffixOf(string? method, RateLimitAlgorithm algorithm) =>
        method is null ? SuffixOf(algorithm).ToArray() : [.. MarkOf(method), .. SuffixOf(algorithm)];

    private static byte[] MarkOf(string method) =>
        Encoding.ASCII.GetBytes($"%m{(uint)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(method)):x8}");
}
