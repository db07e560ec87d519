using System.Globalization;
using System.Text;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>Strings and integers of a structured field (RFC 9651).</summary>
internal static class StructuredField
{
    // Of an integer with 15 digits, more than which a parser may refuse.
    private const long MaxInteger = 999_999_999_999_999;

    /// <summary>A String, in quotes. It holds printable ASCII only; other characters are percent-encoded.</summary>
    public static StringBuilder AppendString(this StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                builder.Append('\\').Append((char)rune.Value);
            else if (rune.Value is >= ' ' and <= '~')
                builder.Append((char)rune.Value);
            else
                AppendEncoded(builder, rune);
        }

        return builder.Append('"');
    }

    public static StringBuilder AppendParameter(this StringBuilder builder, char name, long value) =>
        builder.Append(';').Append(name).Append('=').Append(CultureInfo.InvariantCulture, $"{Math.Min(value, MaxInteger)}");

    private static void AppendEncoded(StringBuilder builder, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            builder.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
    }
}
