using Derp.Kv.Valkey.Tests.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

/// <summary>Calls of limiters that share a script, on a real server.</summary>
public sealed class CombinedPermitTests : OwnServerTests
{
    private const int Callers = 64;

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task R5_Calls_of_one_key_are_decided_in_order_each_seeing_the_one_before(RateLimitAlgorithm algorithm)
    {
        await Client.ConnectAsync();
        await Server.ResetCommandStatsAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => LimitAsync("alice", 10, algorithm)));

        Assert.Equal(10, results.Count(static result => result.Allowed));
        Assert.Equal(Enumerable.Range(0, 10).Select(static n => (long)n), results.Where(static result => result.Allowed).Select(static result => result.Remaining).Order());

        // A sliding window admits the next call some time into the window after.
        Assert.All(results.Where(static result => !result.Allowed), static result => Assert.InRange(result.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(2)));
        Assert.InRange(await ScriptsAsync(), 1, Callers / 2);
    }

    [Fact]
    public async Task Each_call_is_decided_by_its_own_settings()
    {
        await Client.ConnectAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => LimitAsync($"user {i}", 1 + (i % 5), (RateLimitAlgorithm)(i % 3))));
        Assert.All(results.Index(), static result => Assert.Equal((true, 1 + (result.Index % 5), result.Index % 5), (result.Item.Allowed, result.Item.Limit, result.Item.Remaining)));

        // What is stored is what a call alone would have stored.
        for (var i = 0; i < Callers; i++)
            Assert.Equal(i % 5 > 0, (await LimitAsync($"user {i}", 1 + (i % 5), (RateLimitAlgorithm)(i % 3))).Allowed);
    }

    [Fact]
    public async Task A_key_that_holds_something_else_answers_for_itself_alone()
    {
        await Client.ConnectAsync();
        await Server.CommandAsync("LPUSH", "derp:ratelimit:list", "1");
        await Server.CommandAsync("SET", "derp:ratelimit:text", "hello");

        var calls = Enumerable.Range(0, Callers).Select(i => LimitAsync(i switch { 20 => "list", 40 => "text", _ => $"user {i}" }, 3, RateLimitAlgorithm.FixedWindow)).ToArray();
        Assert.Contains("WRONGTYPE", (await Assert.ThrowsAsync<KvException>(() => calls[20])).Message, StringComparison.Ordinal);
        Assert.Contains("BADCOUNTER", (await Assert.ThrowsAsync<KvException>(() => calls[40])).Message, StringComparison.Ordinal);
        foreach (var (i, call) in calls.Index().Where(static call => call.Index is not (20 or 40)))
            Assert.Equal((i, 2L), (i, (await call).Remaining));
        Assert.Equal("list", await Server.CommandAsync("TYPE", "derp:ratelimit:list"));
    }

    [Fact]
    public async Task R3_R4_Peeks_and_denied_calls_among_them_write_nothing()
    {
        await Client.ConnectAsync();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => LimitAsync($"user {i}", 1, RateLimitAlgorithm.FixedWindow)));
        var before = await Server.CommandStatsAsync();

        var denied = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => LimitAsync($"user {i}", 1, RateLimitAlgorithm.FixedWindow, cost: i % 2)));

        Assert.All(denied.Index(), static result => Assert.Equal(result.Index % 2 == 0, result.Item.Allowed));
        Assert.Equal(before["set"], (await Server.CommandStatsAsync())["set"]);
    }

    [Fact]
    public async Task R6_A_user_who_may_not_use_one_of_the_keys_keeps_the_others_going()
    {
        await Server.CommandAsync("ACL", "SETUSER", "app", "on", ">hunter2", "~derp:ratelimit:user*", "&*", "+@all");
        await using var client = CreateClient(",user=app,password=hunter2");
        await client.ConnectAsync();

        var calls = Enumerable.Range(0, Callers).Select(i => client.RateLimitAsync(i == 20 ? "other" : $"user {i}", 3, Minute).AsTask()).ToArray();
        Assert.Contains("NOPERM", (await Assert.ThrowsAsync<KvException>(() => calls[20])).Message, StringComparison.Ordinal);
        foreach (var (i, call) in calls.Index().Where(static call => call.Index != 20))
            Assert.Equal((i, 2L), (i, (await call).Remaining));
    }

    private Task<RateLimitResult> LimitAsync(string key, long limit, RateLimitAlgorithm algorithm, int cost = 1) =>
        Client.RateLimitAsync(key, limit, TimeSpan.FromHours(1), algorithm: algorithm, cost: cost).AsTask();

    private async Task<long> ScriptsAsync()
    {
        var sent = await Server.CommandStatsAsync();
        return sent.GetValueOrDefault("eval") + sent.GetValueOrDefault("evalsha");
    }
}
