using System.Net;
using System.Threading.RateLimiting;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests;

/// <summary>ASP.NET Core's rate limiting over a real server, through Kestrel.</summary>
public sealed class MiddlewareTests : IAsyncLifetime
{
    private const HttpStatusCode Ok = HttpStatusCode.OK;
    private const HttpStatusCode Rejected = HttpStatusCode.TooManyRequests;

    private ValkeyServer _server = null!;
    private KvClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = NewClient();
        await _client.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private StackExchangeRedisKvClient NewClient() => new(_server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });

    [Fact]
    public async Task R1_Past_the_limit_a_request_is_429_with_Retry_After_in_whole_seconds()
    {
        await using var host = await LimitedHost.StartAsync(_client, o => o.Explain().AddLogin(Policies.Limit("login", 3)));

        Assert.Equal([Ok, Ok, Ok, Rejected], await host.LoginAsync("alice", 4));
        using var response = await host.Http.GetAsync(new Uri("/login/alice", UriKind.Relative));
        Assert.Equal(Rejected, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.Equal(3, host.Runs);

        Assert.Equal([Ok], await host.LoginAsync("bob", 1));
        Assert.Equal("free", await host.Http.GetStringAsync(new Uri("/free", UriKind.Relative)));
    }

    [Fact]
    public async Task Two_applications_share_a_limit()
    {
        await using var other = NewClient();
        await using var here = await LimitedHost.StartAsync(_client, o => o.Explain().AddLogin(Policies.Limit("login", 3)));
        await using var there = await LimitedHost.StartAsync(other, o => o.Explain().AddLogin(Policies.Limit("login", 3)));

        Assert.Equal([Ok, Ok], await here.LoginAsync("alice", 2));
        Assert.Equal([Ok, Rejected], await there.LoginAsync("alice", 2));
        Assert.Equal([Rejected], await here.LoginAsync("alice", 1));
    }

    // The middleware attempts synchronously before it asks: that must neither cost a permit nor a command.
    [Fact]
    public async Task A_request_is_one_command()
    {
        await using var host = await LimitedHost.StartAsync(_client, o => o.Explain().AddLogin(Policies.Limit("login", 100)));
        await host.LoginAsync("alice", 1);
        await _server.ResetCommandStatsAsync();

        await host.LoginAsync("alice", 10);

        Assert.Equal(10, (await _server.CommandStatsAsync())["evalsha"]);
        Assert.Equal("11/3600000", await _server.CommandAsync("GET", "derp:limiter:login:alice"));
    }

    [Fact]
    public async Task R5_Concurrent_requests_over_two_applications_get_exactly_the_limit()
    {
        await using var other = NewClient();
        await using var here = await LimitedHost.StartAsync(_client, o => o.Explain().AddLogin(Policies.Limit("login", 50)));
        await using var there = await LimitedHost.StartAsync(other, o => o.Explain().AddLogin(Policies.Limit("login", 50)));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? here : there).LoginAsync("alice", 10)));

        Assert.Equal(50, statuses.SelectMany(static all => all).Count(static status => status == Ok));
        Assert.Equal(50, here.Runs + there.Runs);
    }

    [Fact]
    public async Task A_limit_for_all_requests_stands_before_that_of_the_endpoint_and_each_counts_once()
    {
        await using var host = await LimitedHost.StartAsync(_client, o =>
        {
            o.Explain().AddLogin(Policies.Limit("login", 2));
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(static http =>
                KvRateLimitPartition.Get("all", http.RequestServices.GetRequiredService<KvClient>(), Policies.Limit("everything", 5)));
        });

        Assert.Equal([Ok, Ok, Rejected], await host.LoginAsync("alice", 3));
        Assert.Equal([Ok, Ok], await host.LoginAsync("bob", 2));
        Assert.Equal([Rejected], await host.LoginAsync("carol", 1));
        Assert.Equal("5/3600000", await _server.CommandAsync("GET", "derp:limiter:everything:all"));
    }

    [Fact]
    public async Task Chained_limits_are_each_asked_once()
    {
        await using var host = await LimitedHost.StartAsync(_client, o =>
        {
            o.Explain().AddLogin(Policies.Limit("login", 100));
            o.GlobalLimiter = PartitionedRateLimiter.CreateChained(Global("second", 2), Global("hour", 10));
        });

        Assert.Equal([Ok, Ok, Rejected], await host.LoginAsync("alice", 3));
        Assert.Equal("2/3600000", await _server.CommandAsync("GET", "derp:limiter:hour:all"));

        PartitionedRateLimiter<HttpContext> Global(string name, long limit) =>
            PartitionedRateLimiter.Create<HttpContext, string>(_ => KvRateLimitPartition.Get("all", _client, Policies.Limit(name, limit)));
    }

    // The documentation warns of it: the middleware's attempt takes a permit of a limiter in the process, fails at ours, and
    // the call that follows takes another.
    [Fact]
    public async Task A_limiter_in_the_process_before_ours_is_charged_twice_by_the_middleware()
    {
        await using var host = await LimitedHost.StartAsync(_client, o =>
        {
            o.Explain().AddLogin(Policies.Limit("login", 100));
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(static _ =>
                RateLimitPartition.GetFixedWindowLimiter("all", static _ => new FixedWindowRateLimiterOptions { PermitLimit = 4, Window = TimeSpan.FromHours(1) }));
        });

        Assert.Equal([Ok, Ok, Rejected], await host.LoginAsync("alice", 3));
        Assert.Equal("2/3600000", await _server.CommandAsync("GET", "derp:limiter:login:alice"));
    }

    [Fact]
    public async Task A_limiter_in_the_process_behind_ours_is_charged_once()
    {
        await using var host = await LimitedHost.StartAsync(_client, o =>
        {
            o.Explain();
            o.AddPolicy("login", static http => RateLimitPartition.GetFixedWindowLimiter(
                Policies.User(http), static _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromHours(1) }));
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(_ => KvRateLimitPartition.Get("all", _client, Policies.Limit("everything", 100)));
        });

        Assert.Equal([Ok, Ok, Rejected], await host.LoginAsync("alice", 3));
    }
}
