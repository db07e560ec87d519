namespace Derp.Kv.Docs.Tests;

// What reads the built site finds what leads nowhere. The site itself is built where there is time for it.
public sealed class SiteLinkTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("derp-kv-site-").FullName;

    [Theory]
    [InlineData("""<a href="docs/a.html#b">""", true)]
    [InlineData("""<a href="docs/a.html#c">""", false)]
    [InlineData("""<a href="docs/b.html">""", false)]
    [InlineData("""<img src="a.png">""", false)]
    [InlineData("""<a href="https://example.org/">""", true)]
    [InlineData("""<a href="#">""", true)]
    [InlineData("""<a href="#b">""", false)]
    [InlineData("""<span class="xref">System.Object</span>""", true)]
    [InlineData("""<span class="xref">Derp.Kv.Gone</span>""", false)]
    public void What_leads_nowhere_on_a_page_is_found(string html, bool leads)
    {
        Directory.CreateDirectory(Path.Combine(_root, "docs"));
        File.WriteAllText(Path.Combine(_root, "index.html"), html);
        File.WriteAllText(Path.Combine(_root, "docs/a.html"), """<h2 id="b">B</h2><a href="../index.html">""");
        var site = new Site(_root);

        Assert.Equal(["docs/a.html", "index.html"], site.Pages);
        Assert.Equal(leads, !site.Pages.SelectMany(site.Broken).Any());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
