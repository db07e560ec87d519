using System.Buffers;
using System.Globalization;
using System.Text;

namespace Derp.Kv.Tool.Keys;

/// <summary>
/// A key as it is printed and typed. What is not plain text in UTF-8, and what a terminal would act upon or not show, is written byte by byte as
/// <c>\xNN</c>; a backslash is doubled. So each key has one text, and each text is one key.
/// </summary>
internal static class KeyText
{
    /// <summary>The text of any bytes.</summary>
    public static string Of(ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder(key.Length);
        while (!key.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(key, out var rune, out var taken);
            if (status != OperationStatus.Done || !IsShown(rune))
                Escape(text, key[..taken]);
            else if (rune.Value == '\\')
                text.Append(@"\\");
            else
                text.Append(rune.ToString());
            key = key[taken..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text that <see cref="Of"/> has made.</summary>
    /// <exception cref="UsageException">A backslash begins no escape.</exception>
    public static byte[] Parse(string text)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var at = 0; at < text.Length;)
        {
            var plain = text.AsSpan(at).IndexOf('\\') is >= 0 and var next ? next : text.Length - at;
            Encoding.UTF8.GetBytes(text.AsSpan(at, plain), bytes);
            at += plain;
            if (at < text.Length)
                bytes.Write([Unescape(text, ref at)]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Text of an application's, such as a header or an ETag, for the eye: escaped likewise.</summary>
    public static string Shown(string text) => Of(Encoding.UTF8.GetBytes(text));

    // Formats are marks that turn the direction of text, or take no room.
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => true,
    };

    private static void Escape(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
    }

    private static byte Unescape(string text, ref int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith(@"\\"))
        {
            at += 2;
            return (byte)'\\';
        }

        if (!rest.StartsWith(@"\x") || rest.Length < 4 || !byte.TryParse(rest.Slice(2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw new UsageException(@"In a key, \xNN is a byte and \\ is a backslash; another backslash is not allowed.");
        at += 4;
        return value;
    }
}
