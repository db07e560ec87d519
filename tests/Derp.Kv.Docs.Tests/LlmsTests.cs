using System.Text.RegularExpressions;

namespace Derp.Kv.Docs.Tests;

// docs/llms.txt has the form of llmstxt.org: a title, a quote that sums up, sections with lists of links. It travels in the
// package, so its links are absolute.
public sealed partial class LlmsTests
{
    private const string Page = "docs/llms.txt";

    private static readonly string s_text = Repository.Read(Page);

    [Fact]
    public void Index_for_language_models_has_the_form_of_its_kind()
    {
        var lines = s_text.TrimEnd('\n').Split('\n');

        Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
        Assert.Equal("", lines[1]);
        Assert.StartsWith("> ", lines[2], StringComparison.Ordinal);
        Assert.All(lines.SkipWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal)), static line => Assert.Matches(Listed(), line));
    }

    [Fact]
    public void Links_of_the_index_lead_somewhere()
    {
        var targets = Links.Of(Page).ToList();

        Assert.All(targets, static target => Assert.StartsWith(Links.Ours, target, StringComparison.Ordinal));
        Assert.Empty(targets.Select(static target => Links.Broken(Page, target)).OfType<string>());
    }

    // Pages of diagnostics and of how it works are found by the pages that lead to them.
    [Fact]
    public void Index_names_every_guide() => Assert.Empty(Repository.Pages
        .Where(static page => page.StartsWith("docs/", StringComparison.Ordinal) && !page.StartsWith("docs/diagnostics/DKV", StringComparison.Ordinal) && !page.StartsWith("docs/internals/", StringComparison.Ordinal))
        .Except(Links.Of(Page).Select(static target => target.Split('#')[0].Replace(Links.Ours, "", StringComparison.Ordinal))));

    [GeneratedRegex("""^$|^## \S.*$|^- \[[^\]]+\]\([^)]+\): \S.*$""")]
    private static partial Regex Listed();
}
