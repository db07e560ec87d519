using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>What a request's header with the key holds.</summary>
internal enum KeyHeader
{
    Missing,
    Malformed,
    Valid,
}

/// <summary>
/// Reads the key: one structured-field item that is a string (RFC 9651), <c>"8e03…"</c>, whose parameters are ignored; or, for clients that do not
/// quote, the same characters without blank, comma, semicolon and quote.
/// </summary>
internal static class IdempotencyKeyHeader
{
    public const int MaxLength = 255;

    private const string Graphic = "!#$%&'()*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    private static readonly SearchValues<char> s_bare = SearchValues.Create(Graphic);
    private static readonly SearchValues<char> s_parameterName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");

    public static KeyHeader Parse(StringValues header, out string key)
    {
        key = "";
        if (header.Count == 0)
            return KeyHeader.Missing;
        if (header.Count > 1)
            return KeyHeader.Malformed;

        var text = header.ToString().AsSpan().Trim(' ');
        var isRead = text is ['"', ..] ? TryReadQuoted(text, out key) : TryReadBare(text, out key);
        return isRead && key.Length is > 0 and <= MaxLength ? KeyHeader.Valid : KeyHeader.Malformed;
    }

    /// <summary>The key as the draft writes it.</summary>
    public static string Quote(string key) =>
        '"' + key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private static bool TryReadBare(ReadOnlySpan<char> text, out string key)
    {
        key = "";
        if (text.ContainsAnyExcept(s_bare))
            return false;
        key = text.ToString();
        return true;
    }

    private static bool TryReadQuoted(ReadOnlySpan<char> text, out string key)
    {
        var isRead = TryReadString(ref text, out key);
        return isRead && TrySkipParameters(text);
    }

    private static bool TryReadString(ref ReadOnlySpan<char> text, out string value)
    {
        value = "";
        var read = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                value = read.ToString();
                text = text[(i + 1)..];
                return true;
            }

            if (c == '\\' && (++i == text.Length || (c = text[i]) is not ('"' or '\\')))
                return false;
            if (c is < ' ' or > '~')
                return false;
            read.Append(c);
        }

        return false;
    }

    // *( ";" *SP name [ "=" value ] ), up to the end: a comma would begin a second item.
    private static bool TrySkipParameters(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] != ';')
                return false;
            text = text[1..].TrimStart(' ');
            var name = LengthOf(text, s_parameterName);
            if (name == 0 || text[0] is not ('*' or (>= 'a' and <= 'z')))
                return false;
            text = text[name..];
            if (text is ['=', .. var value])
            {
                text = value;
                if (text is ['"', ..] ? !TryReadString(ref text, out _) : !TrySkipBare(ref text))
                    return false;
            }
        }

        return true;
    }

    private static bool TrySkipBare(ref ReadOnlySpan<char> text)
    {
        var length = LengthOf(text, s_bare);
        text = text[length..];
        return length > 0;
    }

    private static int LengthOf(ReadOnlySpan<char> text, SearchValues<char> characters) =>
        text.IndexOfAnyExcept(characters) is >= 0 and var end ? end : text.Length;
}
