using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>
/// Finds placeholders in a string literal as it is written. Neither braces nor names need an escape in any form of
/// literal, so that its text can be searched without being decoded.
/// </summary>
internal static class LiteralHoles
{
    /// <summary>The changes that give every placeholder of this path another.</summary>
    public static IEnumerable<TextChange> Replace(SyntaxToken literal, string path, string corrected)
    {
        var text = literal.Text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
                continue;
            if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                i++;
                continue;
            }

            var end = text.IndexOf('}', i + 1);
            if (text[i] == '}' || end < 0)
                continue;
            var colon = text.IndexOf(':', i + 1, end - i - 1);
            var pathEnd = colon < 0 ? end : colon;
            if (text.Substring(i + 1, pathEnd - i - 1) == path)
                yield return new TextChange(TextSpan.FromBounds(literal.SpanStart + i + 1, literal.SpanStart + pathEnd), corrected);
            i = end;
        }
    }
}
