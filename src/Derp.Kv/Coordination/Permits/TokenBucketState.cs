using System.Globalization;
using System.Text;

namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The value of a bucket's key: <c>owed@time/interval/scale</c>, decimal. Owed divided by the interval are the units that the
/// bucket lacked at that time, whichever settings wrote it.
/// </summary>
/// <param name="Owed">How long the bucket took to fill, in parts of a microsecond.</param>
/// <param name="Time">When, in microseconds of the server's clock.</param>
/// <param name="Interval">How long one unit takes to come back, in the same parts.</param>
/// <param name="Scale">Parts that make a microsecond.</param>
internal readonly record struct TokenBucketState(long Owed, long Time, long Interval, long Scale)
{
    private const long LargestScale = 1L << 32;

    /// <summary>How long the key is needed, in milliseconds.</summary>
    public long Life => Math.Max(1, CeilingDivide(Owed, Scale * 1000));

    /// <summary>Units that the bucket lacked, rounded up.</summary>
    public long Units => CeilingDivide(Owed, Interval);

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Owed}@{Time}/{Interval}/{Scale}"));

    public static bool TryParse(ReadOnlySpan<byte> text, out TokenBucketState state)
    {
        state = default;
        var slash = text.IndexOf((byte)'/');
        if (slash < 0
            || !CounterText.TryParse(text[..slash], (byte)'@', out var owed, out var time)
            || !CounterText.TryParse(text[(slash + 1)..], (byte)'/', out var interval, out var scale)
            || interval < 1
            || scale is < 1 or > LargestScale)
        {
            return false;
        }

        state = new(owed, time, interval, scale);
        return true;
    }

    private static long CeilingDivide(long dividend, long divisor)
    {
        var (quotient, rest) = Math.DivRem(dividend, divisor);
        return rest == 0 ? quotient : quotient + 1;
    }
}
