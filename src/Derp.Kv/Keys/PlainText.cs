using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Derp.Kv.Keys;

/// <summary>Text of the argument alphabet's ASCII part, letters, digits and <c>- . _ ~ @ +</c>, which goes into a key as it is: short text in one step.</summary>
internal static class PlainText
{
    public const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@+";

    /// <summary>The longest text for <see cref="TryWrite"/>.</summary>
    public const int MaxLength = 16;

    private const int Half = 8;

    // At the lower four bits of a character, a bit for each of the upper four that make it a plain one.
    private static ReadOnlySpan<byte> UppersByLower =>
        [0xB8, 0xF8, 0xF8, 0xF8, 0xF8, 0xF8, 0xF8, 0xF8, 0xF8, 0xF8, 0xF0, 0x54, 0x50, 0x54, 0xD4, 0x70];

    /// <summary>Writes text, one byte per character, if all of it is plain.</summary>
    /// <param name="text">At most <see cref="MaxLength"/> characters.</param>
    /// <param name="destination">As long as the text. If that is not plain, the content is undefined.</param>
    public static bool TryWrite(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length < Half || !Vector128.IsHardwareAccelerated ? TryWriteEach(text, destination) : TryWriteHalves(text, destination);

    private static bool TryWriteEach(ReadOnlySpan<char> text, Span<byte> destination)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c >= 0x80 || (UppersByLower[c & 0xF] >> (c >> 4) & 1) == 0)
                return false;
            destination[i] = (byte)c;
        }

        return true;
    }

    // The first eight and the last, which may overlap. A character beyond ASCII becomes a byte that is not plain either.
    private static bool TryWriteHalves(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var bytes = Vector128.NarrowWithSaturation(Vector128.Create(units), Vector128.Create(units[^Half..]));
        var uppers = Vector128.Shuffle(Vector128.Create(UppersByLower), bytes & Vector128.Create((byte)0xF));
        var upper = Vector128.Shuffle(Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0), bytes >>> 4);
        if (Vector128.EqualsAny(uppers & upper, Vector128<byte>.Zero))
            return false;
        bytes.GetLower().CopyTo(destination);
        bytes.GetUpper().CopyTo(destination[^Half..]);
        return true;
    }
}
