using System.Diagnostics;

namespace Derp.Kv.Docs.Tests.LongRunning;

// The site as its command builds it. docfx refuses a link that it cannot resolve; what it has written is read here.
public sealed class SiteTests
{
    [Fact]
    public async Task Site_is_built_without_a_warning_and_each_link_and_reference_in_it_leads_somewhere()
    {
        await BuildAsync(TestContext.Current.CancellationToken);
        var site = new Site(Repository.PathOf("artifacts/site"));

        Assert.Contains("docs/caching.html", site.Pages);
        Assert.Contains("api/Derp.Kv.CachedAttribute.html", site.Pages);
        Assert.Contains("docs/caching.html", site.Read("index.json"), StringComparison.Ordinal);
        Assert.Empty(site.Pages.SelectMany(site.Broken));
    }

    private static async Task BuildAsync(CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(Repository.PathOf("site.sh")) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);

        Assert.True(process.ExitCode == 0, string.Concat(texts));
    }
}
