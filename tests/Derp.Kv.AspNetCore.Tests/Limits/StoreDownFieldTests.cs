using Derp.Kv.AspNetCore.Tests.Web;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Limits;

// R13 by the policies: who decides without the server, and that nothing is told that was not counted.
public sealed class StoreDownFieldTests : IAsyncLifetime
{
    private ValkeyServer _server = null!;
    private WebApp _web = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _web = await WebApp.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<KvClient>(_ => new StackExchangeRedisKvClient(_server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) }));
                builder.Services.AddKvExceptionHandler();
                builder.Services.AddKvRateLimiter(static o =>
                {
                    foreach (var decision in Enum.GetValues<RateLimitUnavailable>())
                        o.AddPolicy($"{decision}", policy => (policy.Limit, policy.Window, policy.OnUnavailable) = (5, TimeSpan.FromHours(1), decision));
                });
            },
            static app =>
            {
                app.UseExceptionHandler();
                app.UseRouting();
                app.UseKvRateLimiter();
                foreach (var decision in Enum.GetNames<RateLimitUnavailable>())
                    app.MapGet($"/{decision}", static () => "").RequireRateLimiting(decision);
            });
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(RateLimitUnavailable.Allow, 200, null, null, 0)]
    [InlineData(RateLimitUnavailable.Deny, 503, "rate_limit_unavailable", "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity", 121)]
    [InlineData(RateLimitUnavailable.Throw, 503, "store_unavailable", "about:blank", 120)]
    public async Task R13_Without_the_server_the_policy_decides_and_tells_no_limit(RateLimitUnavailable decision, int status, string? code, string? type, int eventId)
    {
        using (var before = await _web.GetAsync($"/{decision}"))
            Assert.Equal((200, 4L), ((int)before.StatusCode, before.Limits().Single()["r"]));
        _server.Kill();
        _web.Log.Clear();

        using var response = await _web.GetAsync($"/{decision}", 2);

        Assert.Equal((status, code is null ? null : 1L), ((int)response.StatusCode, response.RetryAfter()));
        Assert.Empty(response.Limits());
        Assert.Empty(response.Policies());
        Assert.Equal(code is null ? [] : [eventId], _web.Log.Errors.Select(static line => line.Event.Id));
        if (code is not null)
        {
            var problem = await ProblemBody.ReadAsync(response);
            Assert.Equal((code, type), (problem.Code(), problem.GetProperty("type").GetString()));
        }
    }
}
