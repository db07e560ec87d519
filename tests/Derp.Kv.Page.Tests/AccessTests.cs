using System.Net;
using Derp.Kv.Page.Viewing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Page.Tests;

/// <summary>Who may look.</summary>
public class AccessTests
{
    private static readonly string[] s_paths = ["/kv", $"/kv/{new PageFiles().ScriptName}", $"/kv/{new PageFiles().StyleName}", "/kv/methods", "/kv/events"];

    [Fact]
    public async Task H11_A_page_that_nobody_opened_is_not_there_and_says_why_once()
    {
        await using var host = await PageHost.StartAsync(new() { Environment = "Production" });
        foreach (var path in s_paths)
            Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(path));
        Assert.Single(host.Logs.GetSnapshot(), static record => record.Id.Id == 170 && record.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task H11_Authorization_decides_if_there_is_one()
    {
        await using var host = await PageHost.StartAsync(new() { Environment = "Production", Map = static app => app.MapDerpKv().RequireAuthorization("operators") });
        foreach (var path in s_paths)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusAsync(path));
            Assert.Equal(HttpStatusCode.Forbidden, await host.StatusAsync(path, ("X-Role", "customer")));
            Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(path, ("X-Role", "operator")));
        }
    }

    [Fact]
    public async Task H11_Authorization_of_a_group_counts_as_its_own()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Environment = "Production",
            Map = static app => app.MapGroup("/operations").RequireAuthorization("operators").MapDerpKv(),
        });
        Assert.Equal(HttpStatusCode.Unauthorized, await host.StatusAsync("/operations/kv"));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync("/operations/kv", ("X-Role", "operator")));
    }

    [Fact]
    public async Task H11_The_page_can_be_opened_to_everybody_expressly()
    {
        await using var host = await PageHost.StartAsync(new() { Environment = "Production", Map = static app => app.MapDerpKv().AllowAnonymous() });
        foreach (var path in s_paths)
            Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(path, ("X-Forwarded-For", "203.0.113.7")));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "shop.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Original-For", "127.0.0.1:4711")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    public async Task H11_In_development_a_browser_of_this_machine_may_look_unless_it_comes_through_a_proxy(string header, string value)
    {
        await using var host = await PageHost.StartAsync();
        foreach (var path in s_paths)
        {
            Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(path));
            Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(path, (header, value)));
        }
    }

    [Theory]
    [InlineData("203.0.113.7", false)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData(null, false)]
    public async Task H11_In_development_a_caller_from_elsewhere_may_not_look(string? address, bool mayLook)
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Map = app =>
            {
                app.Use((http, next) =>
                {
                    http.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
                    return next(http);
                });
                app.MapDerpKv();
            },
        });
        Assert.Equal(mayLook ? HttpStatusCode.OK : HttpStatusCode.NotFound, await host.StatusAsync("/kv"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/kv/{tenant}")]
    [InlineData(" ")]
    public async Task A_path_without_a_place_of_its_own_is_refused(string pattern) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PageHost.StartAsync(new() { Map = app => app.MapDerpKv(pattern) }));
}
