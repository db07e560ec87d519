using System.Globalization;
using System.Text;

namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The value of a fixed window's key: <c>count/window</c>, decimal. A number alone, as other programs write it, has the window
/// of the asking call.
/// </summary>
/// <param name="Count">Units admitted.</param>
/// <param name="Window">The window of the counter, in milliseconds.</param>
internal readonly record struct FixedWindowState(long Count, long Window)
{
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Count}/{Window}"));

    public static bool TryParse(ReadOnlySpan<byte> text, long window, out FixedWindowState state)
    {
        state = default;
        if (CounterText.TryParse(text, out var alone))
        {
            state = new(alone, window);
            return true;
        }

        if (!CounterText.TryParse(text, (byte)'/', out var count, out var own) || own is < 1 or > CounterText.LongestWindow)
            return false;
        state = new(count, own);
        return true;
    }
}
