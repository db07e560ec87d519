using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Derp.Kv.Coordination.Permits;

/// <summary>A limiter's number in its key: decimal digits, below 2^53, from where on the scripts' doubles are not exact.</summary>
internal static class CounterText
{
    public const long Limit = 1L << 53;

    public static byte[] ToBytes(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    public static bool TryParse(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= 16
            && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(text, out number, out _)
            && number < Limit;
    }
}
