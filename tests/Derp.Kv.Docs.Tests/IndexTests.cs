using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

// Readers find each page from docs/index.md, and the site takes its contents from there.
public sealed partial class IndexTests
{
    private const string Index = "docs/index.md";

    [Fact]
    public void Each_page_is_linked_from_the_index_or_from_the_list_of_its_folder() => Assert.Empty(Missing(Repository.Pages, Repository.Read));

    [Theory]
    [InlineData("[A](a.md)", "docs/a.md", true)]
    [InlineData("[A](a.md#heading)", "docs/a.md", false)]
    [InlineData("[A](a.md)", "docs/b.md", false)]
    [InlineData("[All](more/README.md)", "docs/more/a.md", true)]
    [InlineData("", "docs/more/a.md", false)]
    public void A_page_that_is_not_linked_is_found(string index, string page, bool linked)
    {
        string Read(string path) => path == Index ? index : "[A](a.md)";

        Assert.Equal(linked, !Missing([Index, page], Read).Any());
    }

    private static IEnumerable<string> Missing(IEnumerable<string> pages, Func<string, string> read)
    {
        var found = Linked(Index, read).ToHashSet();
        foreach (var list in found.Where(static page => page.EndsWith("/README.md", StringComparison.Ordinal)).ToList())
            found.UnionWith(Linked(list, read));

        return pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != Index && !found.Contains(page));
    }

    // A link to a heading does not count: it is a way into a page, not its place in the contents.
    private static IEnumerable<string> Linked(string page, Func<string, string> read) =>
        Link().Matches(read(page)).Select(match => $"{Path.GetDirectoryName(page)!.Replace('\\', '/')}/{match.Groups["path"].Value}");

    [GeneratedRegex("""\]\((?<path>[^)#:\s]+\.md)\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
