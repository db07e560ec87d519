using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

// R18: what is done with a counter besides counting.
public abstract partial class RateLimitConformance
{
    private static readonly RateLimitAlgorithm[] s_algorithms = Enum.GetValues<RateLimitAlgorithm>();

    public static TheoryData<RateLimitAlgorithm> Algorithms => new(s_algorithms);

    public static MatrixTheoryData<RateLimitAlgorithm, RateLimitAlgorithm> TwoAlgorithms => new(s_algorithms, s_algorithms);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R18_A_peek_tells_what_is_left_and_writes_nothing(RateLimitAlgorithm algorithm)
    {
        var key = NewName();
        Assert.Equal(new RateLimitResult(true, 3, 0, 3, null, TimeSpan.Zero, true), await Store.PeekRateLimitAsync(key, 3, Minute, algorithm: algorithm));
        Assert.False(await Store.ExistsAsync(Bytes($"derp:ratelimit:{key}")));

        await Store.RateLimitAsync(key, 3, Minute, algorithm: algorithm, cost: 2);
        var before = await Store.GetAsync(Bytes($"derp:ratelimit:{key}"));
        var client = OtherClient();
        var peek = await client.PeekRateLimitAsync(key, 3, Minute, algorithm: algorithm);

        Assert.Equal((true, 2L, 1L), (peek.Allowed, peek.Count, peek.Remaining));
        Assert.Equal(before, await Store.GetAsync(Bytes($"derp:ratelimit:{key}")));
        Assert.Equal(["AcquirePermit"], client.Operations);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R18_A_refund_gives_units_back_to_the_next_call(RateLimitAlgorithm algorithm)
    {
        var key = NewName();
        Assert.True((await Store.RateLimitAsync(key, 5, Minute, algorithm: algorithm, cost: 5)).Allowed);
        Assert.False((await Store.RateLimitAsync(key, 5, Minute, algorithm: algorithm)).Allowed);

        var client = OtherClient();
        Assert.Equal(2, await client.RefundRateLimitAsync(key, 2));
        Assert.Equal(["RefundPermit"], client.Operations);
        Assert.Equal(2, (await Store.PeekRateLimitAsync(key, 5, Minute, algorithm: algorithm)).Remaining);
        Assert.True((await Store.RateLimitAsync(key, 5, Minute, algorithm: algorithm, cost: 2)).Allowed);
        Assert.False((await Store.RateLimitAsync(key, 5, Minute, algorithm: algorithm)).Allowed);
        Assert.InRange((await Store.TtlAsync(Bytes($"derp:ratelimit:{key}")))!.Value, TimeSpan.FromTicks(1), 2 * Minute);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R18_A_refund_never_gives_more_than_was_counted(RateLimitAlgorithm algorithm)
    {
        var key = NewName();
        Assert.Equal(0, await Store.RefundRateLimitAsync(key, 7));
        await Store.RateLimitAsync(key, 5, Minute, algorithm: algorithm, cost: 3);

        Assert.Equal(3, await Store.RefundRateLimitAsync(key, long.MaxValue));
        Assert.False(await Store.ExistsAsync(Bytes($"derp:ratelimit:{key}")));
        Assert.Equal(0, await Store.RefundRateLimitAsync(key));
        Assert.Equal(new RateLimitResult(true, 5, 0, 5, null, TimeSpan.Zero, true), await Store.PeekRateLimitAsync(key, 5, Minute, algorithm: algorithm));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R18_A_reset_begins_anew(RateLimitAlgorithm algorithm)
    {
        var key = NewName();
        Assert.False(await Store.ResetRateLimitAsync(key));
        Assert.True((await Store.RateLimitAsync(key, 1, Minute, algorithm: algorithm)).Allowed);
        var client = OtherClient();
        Assert.False((await client.RateLimitAsync(key, 1, Minute, algorithm: algorithm)).Allowed);
        client.ClearOperations();

        Assert.True(await client.ResetRateLimitAsync(key));
        Assert.Equal(["Delete"], client.Operations);
        Assert.True((await Store.RateLimitAsync(key, 1, Minute, algorithm: algorithm)).Allowed);
    }

    [Fact]
    public async Task R18_Wrong_arguments_and_what_is_no_counter_are_refused()
    {
        var client = OtherClient();
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.ResetRateLimitAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.PeekRateLimitAsync("", 1, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.PeekRateLimitAsync("a", 0, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RefundRateLimitAsync("a", 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.RefundPermitAsync(Bytes("a"), -1));
        Assert.Empty(client.Operations);

        var key = NewName();
        await Store.SetAsync(Bytes($"derp:ratelimit:{key}"), Bytes("no counter"));
        await Assert.ThrowsAsync<KvException>(async () => await Store.RefundRateLimitAsync(key));
        Assert.Equal(Bytes("no counter"), await Store.GetAsync(Bytes($"derp:ratelimit:{key}")));
    }

    [Fact]
    public async Task R18_The_counter_of_a_shared_limit_is_reached_by_its_key()
    {
        var (user, method) = (NewName(), Method("Shop.SignIn", isShared: true));
        Assert.True(await IsAdmittedAsync(method, user));
        Assert.False(await IsAdmittedAsync(method, user));

        Assert.True(await Store.ResetRateLimitAsync($"login:{user}", "derp:limit"));
        Assert.True(await IsAdmittedAsync(method, user));
    }

    // A bucket's number, taken for a count, denied with 10^15.
    [Theory]
    [MemberData(nameof(TwoAlgorithms))]
    public async Task R20_A_change_of_the_algorithm_finds_what_was_counted(RateLimitAlgorithm before, RateLimitAlgorithm after)
    {
        var key = NewName();
        for (var i = 0; i < 2; i++)
            await Store.RateLimitAsync(key, 4, Minute, algorithm: before);

        var peek = await Store.PeekRateLimitAsync(key, 4, Minute, algorithm: after);
        Assert.Equal((2L, 2L), (peek.Count, peek.Remaining));
        Assert.True((await Store.RateLimitAsync(key, 4, Minute, algorithm: after, cost: 2)).Allowed);
        var denied = await Store.RateLimitAsync(key, 4, Minute, algorithm: before);
        Assert.Equal((false, 4L), (denied.Allowed, denied.Count));
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), 2 * Minute);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R20_A_plain_number_of_another_program_counts_in_every_algorithm(RateLimitAlgorithm algorithm)
    {
        var key = NewName();
        await Store.SetAsync(Bytes($"derp:ratelimit:{key}"), Bytes("007"), Minute);

        Assert.Equal(7, (await Store.PeekRateLimitAsync(key, 9, Minute, algorithm: algorithm)).Count);
        Assert.True((await Store.RateLimitAsync(key, 9, Minute, algorithm: algorithm, cost: 2)).Allowed);
        Assert.False((await Store.RateLimitAsync(key, 9, Minute, algorithm: algorithm)).Allowed);
    }
}
