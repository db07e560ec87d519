using System.Net;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.AspNetCore.Tests;

// R13 as a browser sees it, and callers who do not wait for an answer.
public sealed class StoreDownTests : IAsyncLifetime
{
    private ValkeyServer _server = null!;
    private KvClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = new StackExchangeRedisKvClient(_server.Endpoint, new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(20) });
        await _client.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(RateLimitUnavailable.Allow, HttpStatusCode.OK, 3, null)]
    [InlineData(RateLimitUnavailable.Deny, HttpStatusCode.ServiceUnavailable, 0, null)]
    [InlineData(RateLimitUnavailable.Throw, HttpStatusCode.ServiceUnavailable, 0, typeof(KvUnavailableException))]
    public async Task R13_Without_the_server_the_policy_decides(RateLimitUnavailable policy, HttpStatusCode expected, int runs, Type? thrown)
    {
        await using var host = await LimitedHost.StartAsync(_client, o => o.Explain().AddLogin(Policies.Limit("login", 1, policy)));
        var left = new List<Type?>();
        host.Left = e => left.Add(e?.GetType());
        _server.Kill();

        Assert.Equal([expected, expected, expected], await host.LoginAsync("alice", 3));
        Assert.Equal(runs, host.Runs);
        Assert.Equal([thrown, thrown, thrown], left);
    }

    [Fact]
    public async Task The_limit_is_back_with_the_server()
    {
        await using var host = await LimitedHost.StartAsync(_client, o => o.Explain().AddLogin(Policies.Limit("login", 1, RateLimitUnavailable.Deny)));
        _server.Kill();
        Assert.Equal([HttpStatusCode.ServiceUnavailable], await host.LoginAsync("alice", 1));
        await _server.RestartAsync();

        await Eventually.HoldsAsync(
            async () => (await host.LoginAsync("alice", 1))[0] == HttpStatusCode.OK, "The limiter should have found its server again.");
        Assert.Equal([HttpStatusCode.TooManyRequests], await host.LoginAsync("alice", 1));
    }

    [Fact]
    public async Task A_caller_who_leaves_while_the_server_is_silent_is_neither_served_nor_an_error()
    {
        var rejections = 0;
        await using var host = await LimitedHost.StartAsync(_client, o =>
        {
            o.AddLogin(Policies.Limit("login", 5));
            o.OnRejected = (_, _) =>
            {
                Interlocked.Increment(ref rejections);
                return ValueTask.CompletedTask;
            };
        });
        await host.LoginAsync("alice", 1);
        var left = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Left = e => left.TrySetResult(e);
        await _server.CommandAsync("CLIENT", "PAUSE", "60000", "WRITE");

        using var caller = new CancellationTokenSource();
        var request = host.Http.GetAsync(new Uri("/login/alice", UriKind.Relative), caller.Token);
        await _server.EventuallyBlockedAsync();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Null(await left.Task.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal((1, 0), (host.Runs, rejections));

        await _server.CommandAsync("CLIENT", "UNPAUSE");
        Assert.Equal([HttpStatusCode.OK], await host.LoginAsync("alice", 1));
    }
}
