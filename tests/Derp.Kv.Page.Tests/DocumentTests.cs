using System.Text.RegularExpressions;

namespace Derp.Kv.Page.Tests;

/// <summary>The page's files and their headers.</summary>
public partial class DocumentTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("/shop")]
    public async Task Page_names_its_files_under_its_own_path(string? pathBase)
    {
        await using var host = await PageHost.StartAsync(pathBase: pathBase);
        using var page = await host.Http.GetAsync(new Uri(pathBase + "/kv", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        var files = Files().Matches(html).Select(static match => match.Groups[1].Value).ToList();
        Assert.Equal(2, files.Count);
        foreach (var file in files)
        {
            Assert.StartsWith(pathBase + "/kv/", file, StringComparison.Ordinal);
            using var response = await host.Http.GetAsync(new Uri(file, UriKind.Relative));
            Assert.True(response.IsSuccessStatusCode);
            Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Browser_is_told_to_load_nothing_from_elsewhere()
    {
        await using var host = await PageHost.StartAsync();
        using var page = await host.Http.GetAsync(new Uri("/kv", UriKind.Relative));
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("://", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Methods_are_listed_before_their_first_call()
    {
        await using var host = await PageHost.StartAsync();
        var methods = await host.Http.GetStringAsync(new Uri("/kv/methods", UriKind.Relative));
        Assert.Contains($"\"name\":\"{Prices.Method}\",\"kind\":\"cached\",\"template\":\"page-price:{{sku}}\"", methods, StringComparison.Ordinal);
        Assert.Contains("Prices.LoginAsync", methods, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:href|src)=\"(/[^\"]+)\"")]
    private static partial Regex Files();
}
