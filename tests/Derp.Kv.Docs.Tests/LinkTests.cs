using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

// Links between pages, from the packages' descriptions and from XML documentation lead to a file, and to a heading that it has.
public sealed partial class LinkTests
{
    private const string Ours = "https://github.com/derp-kv/derp-kv/blob/main/";

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page)
    {
        var text = Code().Replace(Repository.Read(page), "");
        var targets = Inline().Matches(text).Concat(Definition().Matches(text)).Concat(Html().Matches(text)).Select(static match => match.Groups["target"].Value);

        Assert.Empty(targets.Select(target => Broken(page, target)).OfType<string>());
    }

    [Fact]
    public void Links_of_the_sources_lead_somewhere() => Assert.Empty(
        from path in Repository.Sources
        from Match match in Absolute().Matches(Repository.Read(path))
        select Broken(path, match.Value) into problem
        where problem is not null
        select problem);

    [Theory]
    [InlineData("README.md", "docs/caching.md", true)]
    [InlineData("docs/keys.md", "caching.md", true)]
    [InlineData("docs/keys.md", "../README.md#derpkv", true)]
    [InlineData("docs/keys.md", "docs/caching.md", false)]
    [InlineData("docs/keys.md", "#nowhere", false)]
    [InlineData("src/Derp.Kv/PACKAGE.md", Ours + "docs/keys.md", true)]
    [InlineData("src/Derp.Kv/PACKAGE.md", Ours + "docs/keys.md#nowhere", false)]
    [InlineData("README.md", "https://example.org/", true)]
    public void What_leads_nowhere_is_found(string page, string target, bool leads) => Assert.Equal(leads, Broken(page, target) is null);

    // Help links of diagnostics end in a placeholder, and have a test of their own.
    private static string? Broken(string page, string target)
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

    [Fact]
    public void Headings_have_the_anchors_that_the_host_gives_them() => Assert.Equal(
        ["in-short", "cached-and-guardedgetasync", "a-link-to-it", "after-derpkvcachehits", "in-short-1", "what-now", "own"],
        Headings.OfText("# In short\n## `[Cached]` and `GuardedGetAsync`\n## A [link](x.md) to it\n```\n# no heading\n```\n## After `derp.kv.cache.hits`\n## In short\n### What now?\n<a id=\"own\"></a>\n"));

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
