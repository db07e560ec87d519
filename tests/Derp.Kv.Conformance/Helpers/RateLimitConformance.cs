namespace Derp.Kv.Conformance;

// The helper on top of the permit operation; the operation itself is in the suite of every client.
public abstract partial class RateLimitConformance : HelperConformance
{
    [Fact]
    public async Task R1_Three_of_three_are_admitted_and_the_fourth_is_told_when_to_come_back()
    {
        var key = NewName();

        for (var remaining = 2; remaining >= 0; remaining--)
        {
            var allowed = await Store.RateLimitAsync(key, 3, Minute);
            Assert.Equal((true, 3L, remaining, true), (allowed.Allowed, allowed.Limit, allowed.Remaining, allowed.Counted));
            Assert.Equal(3 - remaining, allowed.Count);
            Assert.Null(allowed.RetryAfter);
        }

        var denied = await Store.RateLimitAsync(key, 3, Minute);
        Assert.Equal((false, 3L, 0L), (denied.Allowed, denied.Count, denied.Remaining));
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), Minute);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task R4_Cost_zero_only_looks_and_a_cost_above_the_limit_is_refused_without_a_call(RateLimitAlgorithm algorithm)
    {
        var key = NewName();
        var client = OtherClient();

        var peek = await client.RateLimitAsync(key, 3, Minute, "test:limit", algorithm, cost: 0);

        Assert.Equal((true, 3L), (peek.Allowed, peek.Remaining));
        Assert.False(await Store.ExistsAsync(Bytes($"test:limit:{key}")));
        client.ClearOperations();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 3, Minute, "test:limit", algorithm, cost: 4));
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task Counters_of_two_prefixes_are_two()
    {
        var key = NewName();

        Assert.True((await Store.RateLimitAsync(key, 1, Minute, "a")).Allowed);
        Assert.True((await Store.RateLimitAsync(key, 1, Minute, "b")).Allowed);
        Assert.False((await Store.RateLimitAsync(key, 1, Minute, "a")).Allowed);
    }

    [Theory]
    [InlineData(RateLimitUnavailable.Allow, true)]
    [InlineData(RateLimitUnavailable.Deny, false)]
    public async Task R13_R14_While_the_store_is_down_the_policy_decides_after_one_try(RateLimitUnavailable policy, bool allowed)
    {
        var client = OtherClient();
        client.TakeDown();

        var result = await client.RateLimitAsync(NewName(), 3, Minute, onUnavailable: policy);

        Assert.Equal((allowed, false, allowed), (result.Allowed, result.Counted, result.RetryAfter is null));
        Assert.Equal(["AcquirePermit"], client.Operations);
    }

    [Fact]
    public async Task R13_R14_A_lost_reply_is_thrown_and_not_resent_where_the_policy_is_to_throw()
    {
        var key = NewName();
        var client = OtherClient();
        client.After = static _ => throw InterceptingKvClient.Unavailable(outcomeUnknown: true);

        var exception = await Assert.ThrowsAsync<KvUnavailableException>(async () =>
            await client.RateLimitAsync(key, 3, Minute, onUnavailable: RateLimitUnavailable.Throw));

        Assert.True(exception.OutcomeUnknown);
        Assert.Equal(["AcquirePermit"], client.Operations);
        Assert.Equal(1, (await Store.RateLimitAsync(key, 3, Minute, cost: 0)).Count);
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_without_an_operation()
    {
        var client = OtherClient();
        var key = NewName();

        await Assert.ThrowsAsync<ArgumentException>(async () => await client.RateLimitAsync("", 3, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 0, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 3, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 3, TimeSpan.FromMicroseconds(1500)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 3, Minute, cost: -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 3, Minute, burst: 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, 3, Minute, algorithm: RateLimitAlgorithm.TokenBucket, burst: 4));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RateLimitAsync(key, long.MaxValue, Minute));
        Assert.Empty(client.Operations);
    }
}
