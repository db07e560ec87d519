using System.Net;
using Derp.Kv.AspNetCore.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Limits;

// H9: which requests are one client's. The address comes as it does behind a proxy that the application knows, or does not.
public sealed class ClientAddressTests
{
    private const string ForwardedFor = "X-Forwarded-For";

    [Theory]
    [InlineData("1.2.3.4", "::ffff:1.2.3.4", true)]
    [InlineData("1.2.3.4", "1.2.3.5", false)]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1.2.3.4", "1.2.3.4", false)]
    public async Task H9_One_client_is_one_count(string first, string second, bool same)
    {
        await using var web = await StartAsync(knowsProxy: true);
        using var one = await web.GetAsync("/", 1, (ForwardedFor, first));
        using var two = await web.GetAsync("/", 2, (ForwardedFor, second));

        Assert.Equal((200, same ? 429 : 200), ((int)one.StatusCode, (int)two.StatusCode));
        Assert.Empty(web.Log.Ours(122));
    }

    [Fact]
    public async Task H9_A_header_that_nothing_has_read_is_not_believed_and_warned_of_once()
    {
        await using var web = await StartAsync(knowsProxy: false);
        using var one = await web.GetAsync("/", 1, (ForwardedFor, "1.2.3.4"));
        using var two = await web.GetAsync("/", 2, (ForwardedFor, "5.6.7.8"));

        Assert.Equal((200, 429), ((int)one.StatusCode, (int)two.StatusCode));
        var line = Assert.Single(web.Log.Ours(122));
        Assert.Equal((LogLevel.Warning, "ProxyLimited"), (line.Level, line.Event.Name));
        Assert.DoesNotContain("1.2.3.4", line.Message, StringComparison.Ordinal);
    }

    // As over a Unix socket.
    [Fact]
    public async Task Connections_without_an_address_share_a_count_and_are_told_of_once()
    {
        await using var web = await StartAsync(knowsProxy: false, static http => http.Connection.RemoteIpAddress = null);
        using var one = await web.GetAsync("/");
        using var two = await web.GetAsync("/");

        Assert.Equal((200, 429), ((int)one.StatusCode, (int)two.StatusCode));
        Assert.Single(web.Log.Ours(123));
    }

    private static Task<WebApp> StartAsync(bool knowsProxy, Action<HttpContext>? before = null) => WebApp.StartAsync(
        static builder =>
        {
            builder.Services.AddDerpKv(static kv => kv.UseMemory());
            builder.Services.AddKvRateLimiter(static o => o.AddPolicy("client", static policy =>
            {
                policy.Limit = 1;
                policy.Window = TimeSpan.FromHours(1);
            }));
            builder.Services.Configure<ForwardedHeadersOptions>(static o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);
        },
        app =>
        {
            app.Use((http, next) =>
            {
                before?.Invoke(http);
                return next(http);
            });
            if (knowsProxy)
                app.UseForwardedHeaders();
            app.UseRouting();
            app.UseKvRateLimiter();
            app.MapGet("/", static () => "").RequireRateLimiting("client");
        });
}
