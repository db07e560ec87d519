using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

/// <summary>The links of a page, and whether they lead to a file and to a heading that it has.</summary>
internal static partial class Links
{
    /// <summary>What an absolute link to a file of this repository begins with.</summary>
    public const string Ours = "https://github.com/derp-kv/derp-kv/blob/main/";

    /// <summary>The targets of a page's links, outside of code.</summary>
    public static IEnumerable<string> Of(string page)
    {
        var text = Code().Replace(Repository.Read(page), "");
        return Inline().Matches(text).Concat(Definition().Matches(text)).Concat(Html().Matches(text)).Select(static match => match.Groups["target"].Value);
    }

    /// <summary>The absolute links of a file of any kind.</summary>
    public static IEnumerable<string> AbsoluteOf(string path) => Absolute().Matches(Repository.Read(path)).Select(static match => match.Value);

    /// <summary>What is wrong with a link; null if it leads somewhere, or out of this repository.</summary>
    /// <remarks>Help links of diagnostics end in a placeholder, and have a test of their own.</remarks>
    public static string? Broken(string page, string target)
    {
        if (target.StartsWith(Ours, StringComparison.Ordinal))
            (page, target) = ("README.md", target[Ours.Length..]);
        else if (target.Contains(':', StringComparison.Ordinal))
            return null;
        if (target.Length == 0 || target.Contains('{', StringComparison.Ordinal) || target.EndsWith('/') && page.EndsWith(".cs", StringComparison.Ordinal))
            return null;

        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? page : Relative(page, parts[0]);
        if (!Repository.Exists(path))
            return $"{page}: {target}: there is no {path}";
        return parts.Length == 1 || Headings.Of(path).Contains(parts[1]) ? null : $"{page}: {target}: {path} has no such heading";
    }

    private static string Relative(string page, string target) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(page)!, Uri.UnescapeDataString(target)))).Replace('\\', '/');

    [GeneratedRegex("""^[ ]*```.*?^[ ]*```[ ]*$|`[^`\n]+`(?!\]\()""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("""\]\((?<target>[^)\s]*)(?:\s+"[^"]*")?\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Inline();

    [GeneratedRegex("""^\[[^\]]+\]:\s*(?<target>\S+)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Definition();

    [GeneratedRegex(""" (?:href|src)=["'](?<target>[^"']*)["'](?=[ />])""", RegexOptions.ExplicitCapture)]
    private static partial Regex Html();

    [GeneratedRegex("""https://github\.com/derp-kv/derp-kv/blob/main/[^\s"'<>)]*""")]
    private static partial Regex Absolute();
}
