using System.Text;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>A piece of a key template.</summary>
internal abstract record TemplateSegment;

internal sealed record TemplateText(string Text) : TemplateSegment;

/// <param name="Path">The parameter, and the properties from it.</param>
/// <param name="Format">What stands behind the colon, or null.</param>
internal sealed record TemplateHole(string[] Path, string? Format) : TemplateSegment
{
    public string Name => Path[0];

    /// <summary>As the template spells it, for messages.</summary>
    public string Text => "{" + string.Join(".", Path) + (Format is null ? "" : ":" + Format) + "}";
}

/// <summary>Reads <c>text{parameter}text{parameter.Property}text{parameter:format}</c>; doubled braces are braces.</summary>
internal static class Template
{
    /// <param name="problem">What is wrong, as the end of a sentence about the template.</param>
    public static bool TryParse(string template, out List<TemplateSegment> segments, out string problem)
    {
        segments = [];
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            var doubled = i + 1 < template.Length && template[i + 1] == c;
            if (c is '{' or '}' && doubled)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = template.IndexOfAny(['{', '}'], i + 1);
                if (end < 0 || template[end] == '{')
                    return Fail("has an opening brace that is not closed; a brace that is text is doubled", out problem);
                if (!TryParseHole(template.Substring(i + 1, end - i - 1), out var hole, out problem))
                    return false;
                Flush(text, segments);
                segments.Add(hole!);
                i = end;
            }
            else if (c == '}')
            {
                return Fail("has a closing brace that was not opened; a brace that is text is doubled", out problem);
            }
            else if (c == '%')
            {
                return Fail("contains '%', which is reserved for escapes", out problem);
            }
            else if (char.IsSurrogate(c) && !IsPairAt(template, ref i, text))
            {
                return Fail("contains half of a surrogate pair", out problem);
            }
            else if (!char.IsSurrogate(c))
            {
                text.Append(c);
            }
        }

        Flush(text, segments);
        return segments.Count == 0 ? Fail("is empty", out problem) : Succeed(out problem);
    }

    private static bool TryParseHole(string hole, out TemplateHole? result, out string problem)
    {
        result = null;
        var colon = hole.IndexOf(':');
        var format = colon < 0 ? null : hole.Substring(colon + 1);
        var path = (colon < 0 ? hole : hole.Substring(0, colon)).Split('.');
        if (path.Any(name => !Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name)))
            return Fail($"has the placeholder {{{hole}}}, which is not {{parameter}}, {{parameter.Property}} or {{parameter:format}}", out problem);
        if (format is { Length: 0 })
            return Fail($"has the placeholder {{{hole}}} with nothing behind its colon", out problem);
        result = new TemplateHole(path, format);
        return Succeed(out problem);
    }

    private static bool IsPairAt(string template, ref int i, StringBuilder text)
    {
        if (i + 1 >= template.Length || !char.IsSurrogatePair(template[i], template[i + 1]))
            return false;
        text.Append(template[i]).Append(template[i + 1]);
        i++;
        return true;
    }

    private static void Flush(StringBuilder text, List<TemplateSegment> segments)
    {
        if (text.Length > 0)
            segments.Add(new TemplateText(text.ToString()));
        text.Clear();
    }

    private static bool Succeed(out string problem)
    {
        problem = "";
        return true;
    }

    private static bool Fail(string reason, out string problem)
    {
        problem = reason;
        return false;
    }
}
