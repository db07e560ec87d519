using System.Text;

namespace Derp.Kv.Tool.Manifests;

/// <summary>A piece of a template: text, or a placeholder.</summary>
/// <param name="Text">The text; of a placeholder its name with the properties behind it, <c>user.Id</c>.</param>
/// <param name="IsHole">Whether it is a placeholder.</param>
/// <param name="Format">What stands behind the colon; null: nothing.</param>
internal readonly record struct TemplatePart(string Text, bool IsHole = false, string? Format = null);

/// <summary>Reads templates that the compiler has accepted: <c>text{name.Property:format}</c>, with doubled braces for braces.</summary>
internal static class KeyTemplate
{
    public static List<TemplatePart> Parse(string template)
    {
        var (parts, text) = (new List<TemplatePart>(), new StringBuilder());
        for (var at = 0; at < template.Length; at++)
        {
            var c = template[at];
            if (c is '{' or '}' && at + 1 < template.Length && template[at + 1] == c)
            {
                text.Append(c);
                at++;
            }
            else if (c == '{' && template.IndexOf('}', at) is > 0 and var end)
            {
                parts.Add(new(text.ToString()));
                text.Clear();
                var hole = template[(at + 1)..end].Split(':', 2);
                parts.Add(new(hole[0], IsHole: true, hole.Length > 1 ? hole[1] : null));
                at = end;
            }
            else
            {
                text.Append(c);
            }
        }

        parts.Add(new(text.ToString()));
        return parts;
    }
}
