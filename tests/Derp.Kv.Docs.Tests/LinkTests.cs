namespace Derp.Kv.Docs.Tests;

// Links between pages, from the packages' descriptions and from XML documentation lead to a file, and to a heading that it has.
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page) =>
        Assert.Empty(Links.Of(page).Select(target => Links.Broken(page, target)).OfType<string>());

    [Fact]
    public void Links_of_the_sources_lead_somewhere() => Assert.Empty(
        from path in Repository.Sources
        from target in Links.AbsoluteOf(path)
        select Links.Broken(path, target) into problem
        where problem is not null
        select problem);

    [Theory]
    [InlineData("README.md", "docs/caching.md", true)]
    [InlineData("docs/keys.md", "caching.md", true)]
    [InlineData("docs/keys.md", "../README.md#derpkv", true)]
    [InlineData("docs/keys.md", "docs/caching.md", false)]
    [InlineData("docs/keys.md", "#nowhere", false)]
    [InlineData("src/Derp.Kv/PACKAGE.md", Links.Ours + "docs/keys.md", true)]
    [InlineData("src/Derp.Kv/PACKAGE.md", Links.Ours + "docs/keys.md#nowhere", false)]
    [InlineData("README.md", "https://example.org/", true)]
    public void What_leads_nowhere_is_found(string page, string target, bool leads) => Assert.Equal(leads, Links.Broken(page, target) is null);

    [Fact]
    public void Headings_have_the_anchors_that_the_host_gives_them() => Assert.Equal(
        ["in-short", "cached-and-guardedgetasync", "a-link-to-it", "after-derpkvcachehits", "in-short-1", "what-now", "own"],
        Headings.OfText("# In short\n## `[Cached]` and `GuardedGetAsync`\n## A [link](x.md) to it\n```\n# no heading\n```\n## After `derp.kv.cache.hits`\n## In short\n### What now?\n<a id=\"own\"></a>\n"));
}
