using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Derp.Kv.Coordination.Permits;

/// <summary>A limiter's number in its key: decimal digits, below 2^53, from where on the scripts' doubles are not exact.</summary>
internal static class CounterText
{
    public const long Limit = 1L << 53;

    /// <summary>The longest window, in milliseconds: 365 days.</summary>
    public const long LongestWindow = 365L * 24 * 60 * 60 * 1000;

    public static byte[] ToBytes(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    public static bool TryParse(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= 16
            && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(text, out number, out _)
            && number < Limit;
    }

    /// <summary>Two numbers with a separator between.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, byte separator, out long first, out long second)
    {
        second = first = 0;
        var between = text.LastIndexOf(separator);
        return between >= 0 && TryParse(text[..between], out first) && TryParse(text[(between + 1)..], out second);
    }
}
