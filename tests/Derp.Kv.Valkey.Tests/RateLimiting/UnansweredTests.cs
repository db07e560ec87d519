using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

// R13, R14: the answer does not come.
public sealed class UnansweredTests : OwnServerTests
{
    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(RateLimitUnavailable.Allow, RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitUnavailable.Deny, RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitUnavailable.Throw, RateLimitAlgorithm.TokenBucket)]
    public async Task R14_A_call_whose_reply_was_lost_is_executed_once(RateLimitUnavailable policy, RateLimitAlgorithm algorithm)
    {
        await using var cutter = new ReplyCutter(Server.Port);
        await using var client = new StackExchangeRedisKvClient($"127.0.0.1:{cutter.Port}", new KvClientOptions { OperationTimeout = TimeSpan.FromSeconds(10) });
        await LimitAsync(client, cost: 1);
        await Server.ResetCommandStatsAsync();

        cutter.CutAfter("EVALSHA");
        if (policy == RateLimitUnavailable.Throw)
        {
            Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(async () => await LimitAsync(client, cost: 1))).OutcomeUnknown);
        }
        else
        {
            var result = await LimitAsync(client, cost: 1);
            Assert.Equal((policy == RateLimitUnavailable.Allow, false), (result.Allowed, result.Counted));
        }

        // Another connection of the same client, so that a command kept for later would have been sent.
        await Eventually.SucceedsAsync(() => client.ExistsAsync(Key));
        Assert.Equal(1, (await Server.CommandStatsAsync())["evalsha"]);
        Assert.Equal(2, (await LimitAsync(Client, cost: 0)).Count);

        ValueTask<RateLimitResult> LimitAsync(KvClient through, int cost) =>
            through.RateLimitAsync("key", 5, TimeSpan.FromHours(1), algorithm: algorithm, cost: cost, onUnavailable: policy);
    }

    [Theory]
    [InlineData(RateLimitUnavailable.Allow)]
    [InlineData(RateLimitUnavailable.Deny)]
    [InlineData(RateLimitUnavailable.Throw)]
    public async Task R13_A_silent_server_costs_a_call_its_time_out_and_no_more(RateLimitUnavailable policy)
    {
        await Client.ConnectAsync();
        await Server.CommandAsync("CLIENT", "PAUSE", "60000", "ALL");
        var watch = Stopwatch.StartNew();

        await DecidedByPolicyAsync(policy);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(RateLimitUnavailable.Allow)]
    [InlineData(RateLimitUnavailable.Deny)]
    [InlineData(RateLimitUnavailable.Throw)]
    public async Task R13_A_dead_server_leaves_the_decision_to_the_policy(RateLimitUnavailable policy)
    {
        await Client.ConnectAsync();
        Server.Kill();

        for (var i = 0; i < 3; i++)
            await DecidedByPolicyAsync(policy);
    }

    // A server without its data has a fresh window; a script that it has forgotten costs no decision.
    [Fact]
    public async Task A_restarted_server_counts_from_the_start()
    {
        Assert.True((await Client.RateLimitAsync("key", 2, Minute, cost: 2)).Allowed);
        Assert.Equal(0, (await Client.PeekRateLimitAsync("key", 2, Minute)).Remaining);
        await Server.RestartAsync();

        var first = await Eventually.SucceedsAsync(() => Client.RateLimitAsync("key", 2, Minute, cost: 2, onUnavailable: RateLimitUnavailable.Throw));
        Assert.True(first is { Allowed: true, Counted: true });
        Assert.False((await Client.RateLimitAsync("key", 2, Minute, cost: 2, onUnavailable: RateLimitUnavailable.Throw)).Allowed);
    }

    [Fact]
    public async Task R6_Keys_are_what_the_documentation_says()
    {
        await Client.RateLimitAsync("alice", 5, Minute, "login");
        await using var limiter = new KvRateLimiter(Client, "alice", new KvRateLimiterOptions { Name = "login", Limit = 5, Window = Minute });
        await limiter.AcquireAsync(2);

        Assert.Equal("1/60000", await Server.CommandAsync("GET", "login:alice"));
        Assert.Equal("2/60000", await Server.CommandAsync("GET", "derp:limiter:login:alice"));
        Assert.InRange((long)(await Server.CommandAsync("PTTL", "derp:limiter:login:alice"))!, 1, 60_000);
        Assert.Equal(2L, await Server.CommandAsync("DBSIZE"));
    }

    private async Task DecidedByPolicyAsync(RateLimitUnavailable policy)
    {
        if (policy == RateLimitUnavailable.Throw)
        {
            await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.RateLimitAsync("key", 5, Minute, onUnavailable: policy));
            return;
        }

        var result = await Client.RateLimitAsync("key", 5, Minute, onUnavailable: policy);
        Assert.Equal((policy == RateLimitUnavailable.Allow, false, 5L), (result.Allowed, result.Counted, result.Limit));
    }
}
