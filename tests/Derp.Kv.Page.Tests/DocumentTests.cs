using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Derp.Kv.Page.Viewing;
using Microsoft.AspNetCore.Builder;

namespace Derp.Kv.Page.Tests;

/// <summary>The page's files, their headers and the list of methods.</summary>
public partial class DocumentTests
{
    [Theory]
    [InlineData(null, "", "/kv")]
    [InlineData(null, "", "/KV/")]
    [InlineData("/shop", "", "/shop/kv")]
    [InlineData("/shop", "/team one", "/shop/team%20one/kv")]
    public async Task The_page_names_its_files_under_its_own_path(string? pathBase, string group, string path)
    {
        await using var host = await PageHost.StartAsync(new() { PathBase = pathBase, Map = app => app.MapGroup(group).MapDerpKv() });
        using var page = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains($"data-root=\"{path.TrimEnd('/')}\"", html, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        var files = Files().Matches(html).Select(static match => match.Groups[1].Value).ToList();
        Assert.Equal(2, files.Count);
        foreach (var file in files)
        {
            Assert.StartsWith(path.TrimEnd('/') + '/', file, StringComparison.Ordinal);
            using var response = await host.Http.GetAsync(new Uri(file, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_browser_is_told_to_load_nothing_from_elsewhere()
    {
        await using var host = await PageHost.StartAsync();
        using var page = await host.Http.GetAsync(new Uri("/kv", UriKind.Relative));
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("://", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // A name is text wherever it is shown, because nothing in the script makes markup.
    [Fact]
    public async Task H11_The_script_sets_text_and_never_markup()
    {
        await using var host = await PageHost.StartAsync();
        var script = await host.TextAsync($"/kv/{new PageFiles().ScriptName}");
        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|eval\\(|new Function|\\.style\\b", script);
        Assert.Contains(".textContent = ", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Methods_are_listed_before_their_first_call_by_template_and_settings()
    {
        await using var host = await PageHost.StartAsync();
        var methods = JsonDocument.Parse(await host.TextAsync("/kv/methods")).RootElement.EnumerateArray().ToDictionary(static method => method.GetProperty("name").GetString()!);
        Assert.Equal(("cached", "page-price:{sku}"), Of(Prices.Price));
        Assert.Equal(("idempotent", "page-payment:{key}"), Of(Prices.Pay));
        Assert.Equal(("limit", "page-login:{user}"), Of(Prices.Login));
        Assert.Contains("Limit 2", methods[Prices.Login].GetProperty("settings").GetString(), StringComparison.Ordinal);

        (string?, string?) Of(string name) => (methods[name].GetProperty("kind").GetString(), methods[name].GetProperty("template").GetString());
    }

    [Fact]
    public async Task The_list_of_methods_is_never_an_old_one_of_the_output_cache()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Map = static app =>
            {
                app.MapDerpKv();
                app.MapGet("/kept", static () => "kept");
            },
        });
        Assert.True(await IsKeptAsync("/kept"));
        Assert.False(await IsKeptAsync("/kv/methods"));

        async Task<bool> IsKeptAsync(string path)
        {
            using var first = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
            using var second = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
            return second.Headers.Age is not null;
        }
    }

    [GeneratedRegex("(?:href|src)=\"(/[^\"]+)\"")]
    private static partial Regex Files();
}
