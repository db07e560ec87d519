using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

/// <summary>The anchors of a page, as GitHub makes them from its headings, and those that the page sets itself.</summary>
internal static partial class Headings
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> s_pages = [];

    public static IReadOnlyList<string> Of(string page) => s_pages.GetOrAdd(page, static page => OfText(Repository.Read(page)));

    public static IReadOnlyList<string> OfText(string markdown)
    {
        var anchors = new List<string>();
        var seen = new Dictionary<string, int>();
        foreach (Match match in Heading().Matches(Fence().Replace(markdown, "")))
        {
            if (match.Groups["id"].Success)
            {
                anchors.Add(match.Groups["id"].Value);
                continue;
            }

            var text = Link().Replace(match.Groups["text"].Value, "${text}").Trim().ToLowerInvariant();
            var anchor = string.Concat(text.Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
            var times = seen[anchor] = seen.GetValueOrDefault(anchor, -1) + 1;
            anchors.Add(times == 0 ? anchor : $"{anchor}-{times}");
        }

        return anchors;
    }

    [GeneratedRegex("""^[ ]*```.*?^[ ]*```[ ]*$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("""^#{1,6}[ ]+(?<text>.*?)[ #]*$|<a (?:id|name)="(?<id>[^"]+)"\s*>""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex("""!?\[(?<text>[^\]]*)\]\([^)]*\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
