using System.Net;
using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

/// <summary>A folder of HTML pages, by their path from its root, with forward slashes.</summary>
internal sealed partial class Site(string root)
{
    private readonly Dictionary<string, HashSet<string>> _anchors = [];

    public IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(root, "*.html", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public string Read(string path) => File.ReadAllText(Path.Combine(root, path));

    /// <summary>The links and references of a page that lead nowhere.</summary>
    public IEnumerable<string> Broken(string page)
    {
        var text = Read(page);
        var links = Link().Matches(text).Select(static match => WebUtility.HtmlDecode(match.Groups["target"].Value)).Distinct().Where(target => !Leads(page, target));
        var references = Unresolved().Matches(text).Select(static match => match.Groups["name"].Value).Distinct();
        return links.Concat(references).Select(target => $"{page}: {target}");
    }

    private bool Leads(string page, string target)
    {
        if (target.Contains(':', StringComparison.Ordinal))
            return true;

        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? page : Relative(page, Uri.UnescapeDataString(parts[0]));
        return File.Exists(Path.Combine(root, path)) && (parts.Length == 1 || parts[1].Length == 0 || AnchorsOf(path).Contains(Uri.UnescapeDataString(parts[1])));
    }

    private static string Relative(string page, string target) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(page)!, target))).Replace('\\', '/');

    private HashSet<string> AnchorsOf(string page)
    {
        if (!_anchors.TryGetValue(page, out var anchors))
            _anchors[page] = anchors = [.. Anchor().Matches(Read(page)).Select(static match => WebUtility.HtmlDecode(match.Groups["id"].Value))];
        return anchors;
    }

    [GeneratedRegex("""\s(?:href|src)="(?<target>[^"]*)" """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Link();

    [GeneratedRegex("""\s(?:id|name)="(?<id>[^"]+)" """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Anchor();

    // A type or member of another library has no page here; one of ours has.
    [GeneratedRegex("""<span class="xref">(?<name>Derp\.Kv[^<]*)</span>""", RegexOptions.ExplicitCapture)]
    private static partial Regex Unresolved();
}
