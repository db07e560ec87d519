using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Derp.Kv.Valkey.Commands;

/// <summary>Arguments as bytes.</summary>
internal static class Argument
{
    public static byte[] Of(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whole milliseconds, as every expiry is by now.</summary>
    public static byte[] Of(TimeSpan ttl) => Of(ttl.Ticks / TimeSpan.TicksPerMillisecond);

    /// <summary>
    /// The bytes in an array of their own length: the caller's, if they are one. A channel copies its arguments before
    /// its method returns, and the caller may reuse its memory only after the call.
    /// </summary>
    public static byte[] Of(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment is { Offset: 0, Array: { } array } && array.Length == segment.Count
            ? array
            : bytes.ToArray();
}
