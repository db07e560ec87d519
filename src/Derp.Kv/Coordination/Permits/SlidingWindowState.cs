using System.Globalization;
using System.Text;

namespace Derp.Kv.Coordination.Permits;

/// <summary>The value of a sliding window's key: <c>index:current:previous/window</c>, decimal.</summary>
/// <param name="Index">Which window of the server's clock the newer count belongs to.</param>
/// <param name="Current">Units admitted in it.</param>
/// <param name="Previous">Units admitted in the one before.</param>
/// <param name="Window">The length of both, in milliseconds.</param>
internal readonly record struct SlidingWindowState(long Index, long Current, long Previous, long Window)
{
    // Far enough below 2^53 that one more window is still exact.
    private const long LastEnd = 1L << 52;

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Index}:{Current}:{Previous}/{Window}"));

    public static bool TryParse(ReadOnlySpan<byte> text, out SlidingWindowState state)
    {
        state = default;
        var first = text.IndexOf((byte)':');
        var last = text.LastIndexOf((byte)':');
        if (first == last
            || !CounterText.TryParse(text[..first], out var index)
            || !CounterText.TryParse(text[(first + 1)..last], out var current)
            || !CounterText.TryParse(text[(last + 1)..], (byte)'/', out var previous, out var window)
            || window is < 1 or > CounterText.LongestWindow
            || (Int128)(index + 1) * window >= LastEnd)
        {
            return false;
        }

        state = new(index, current, previous, window);
        return true;
    }
}
