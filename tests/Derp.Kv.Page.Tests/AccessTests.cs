using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Page.Tests;

/// <summary>H11: who may look.</summary>
public class AccessTests
{
    private static readonly string[] s_paths = ["/kv", "/kv/methods", "/kv/events"];

    [Fact]
    public async Task H11_page_that_nobody_opened_is_not_there_and_says_why_once()
    {
        await using var host = await PageHost.StartAsync("Production");
        foreach (var path in s_paths)
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, path));
        Assert.Single(host.Logs.GetSnapshot(), static record => record.Id.Id == 170 && record.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task H11_authorization_decides_where_there_is_one()
    {
        await using var host = await PageHost.StartAsync("Production", conventions: static page => page.RequireAuthorization("operators"));
        foreach (var path in s_paths)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, path));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, path, ("X-Role", "customer")));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, path, ("X-Role", "operator")));
        }
    }

    [Fact]
    public async Task H11_page_can_be_opened_to_everybody_expressly()
    {
        await using var host = await PageHost.StartAsync("Production", conventions: static page => page.AllowAnonymous());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/kv"));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    public async Task H11_in_development_a_browser_of_this_machine_may_look_unless_it_comes_through_a_proxy(string header)
    {
        await using var host = await PageHost.StartAsync();
        foreach (var path in s_paths)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, path));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, path, (header, "203.0.113.7")));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/kv/{tenant}")]
    [InlineData(" ")]
    public async Task Path_without_a_place_of_its_own_is_refused(string pattern) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PageHost.StartAsync(pattern: pattern));

    private static async Task<HttpStatusCode> StatusAsync(PageHost host, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
