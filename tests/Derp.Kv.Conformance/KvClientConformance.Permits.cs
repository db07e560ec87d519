using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

// The limiter: the same answers from memory and from a server's scripts.
public abstract partial class KvClientConformance
{
    public static TheoryData<RateLimitAlgorithm> Algorithms => new(Enum.GetValues<RateLimitAlgorithm>());

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Limit_of_three_admits_three_R1(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(3, Minute, Algorithm: algorithm);
        for (var i = 1; i <= 3; i++)
        {
            var admitted = await Client.AcquirePermitAsync(Key(), request);
            Assert.True(admitted is { Allowed: true, Limit: 3, RetryAfter: null, Counted: true });
            Assert.Equal((i, 3 - i), (admitted.Count, admitted.Remaining));
            Assert.InRange(admitted.ResetAfter, TimeSpan.FromTicks(1), 2 * Minute);
        }

        var denied = await Client.AcquirePermitAsync(Key(), request);
        Assert.True(denied is { Allowed: false, Count: 3, Remaining: 0, Counted: true });
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), algorithm == RateLimitAlgorithm.SlidingWindow ? 2 * Minute : Minute);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Call_is_admitted_after_the_announced_wait_R2(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(2, TimeSpan.FromMilliseconds(100), Algorithm: algorithm);
        RateLimitResult result;
        do
            result = await Client.AcquirePermitAsync(Key(), request);
        while (result.Allowed);

        await PassAsync(result.RetryAfter!.Value);
        Assert.True((await Client.AcquirePermitAsync(Key(), request)).Allowed);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Denied_call_consumes_nothing_R3(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(3, Minute, Algorithm: algorithm);
        Assert.True((await Client.AcquirePermitAsync(Key(), request with { Cost = 2 })).Allowed);
        var before = await Client.GetAsync(Key());
        Assert.False((await Client.AcquirePermitAsync(Key(), request with { Cost = 2 })).Allowed);
        Assert.Equal(before, await Client.GetAsync(Key()));
        Assert.True((await Client.AcquirePermitAsync(Key(), request with { Cost = 1 })).Allowed);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Cost_of_zero_only_looks_R4(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(3, Minute, Cost: 0, Algorithm: algorithm);
        var empty = await Client.AcquirePermitAsync(Key(), request);
        Assert.Equal(new RateLimitResult(true, 3, 0, 3, null, TimeSpan.Zero, true), empty);
        Assert.False(await Client.ExistsAsync(Key()));

        await Client.AcquirePermitAsync(Key(), request with { Cost = 3 });
        var before = await Client.GetAsync(Key());
        var full = await Client.AcquirePermitAsync(Key(), request);
        Assert.True(full is { Allowed: true, Count: 3, Remaining: 0 });
        Assert.Equal(before, await Client.GetAsync(Key()));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Cost_above_the_limit_is_an_argument_error_R4(RateLimitAlgorithm algorithm)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await Client.AcquirePermitAsync(Key(), new PermitRequest(3, Minute, Cost: 4, Algorithm: algorithm)));
        Assert.False(await Client.ExistsAsync(Key()));
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, "2")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "4")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "0:1:1/60000")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "99999999:4:4/60000")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "2/60000")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "1")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "60000000@0/20000000/1")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "60000000@9007199254740000/20000000/1")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "9007199254740000")]
    public async Task Counter_without_a_lifetime_is_healed_R6(RateLimitAlgorithm algorithm, string left)
    {
        var request = new PermitRequest(3, Minute, Algorithm: algorithm);
        foreach (var cost in (long[])[0, 3, 1])
        {
            await Client.SetAsync(Key($"{cost}"), Utf8(left));
            await Client.AcquirePermitAsync(Key($"{cost}"), request with { Cost = cost });
            Assert.InRange((await Client.TtlAsync(Key($"{cost}"))) ?? TimeSpan.FromMilliseconds(1), TimeSpan.FromTicks(1), 2 * Minute);
            Assert.False(await Client.TtlAsync(Key($"{cost}")) is null && await Client.ExistsAsync(Key($"{cost}")));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Key_always_has_a_lifetime_within_two_windows_R6(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(3, Minute, Algorithm: algorithm);
        for (var i = 0; i < 5; i++)
        {
            await Client.AcquirePermitAsync(Key(), request);
            Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromTicks(1), 2 * Minute);
        }
    }

    [Fact]
    public async Task Hammering_does_not_move_the_reset_R8()
    {
        var request = new PermitRequest(1, TimeSpan.FromMilliseconds(200));
        await Client.AcquirePermitAsync(Key(), request);
        for (var i = 0; i < 4; i++)
        {
            await PassAsync(TimeSpan.FromMilliseconds(20));
            var denied = await Client.AcquirePermitAsync(Key(), request);
            if (denied.Allowed)
                return; // The machine stood still for longer than the window; then there is nothing to see.
            Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(200 - (20 * (i + 1))));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Lowered_limit_takes_effect_at_once_R11(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(10, Minute, Cost: 10, Algorithm: algorithm);
        Assert.True((await Client.AcquirePermitAsync(Key(), request)).Allowed);
        var denied = await Client.AcquirePermitAsync(Key(), request with { Limit = 5, Cost = 1 });
        Assert.False(denied.Allowed);
        Assert.Equal((5, 0), (denied.Limit, denied.Remaining));
        Assert.True(denied.RetryAfter > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, "abc")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "-1")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "1e3")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "9223372036854775807")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "9007199254740993")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "5/")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "5/0")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "5/31536000001")]
    [InlineData(RateLimitAlgorithm.FixedWindow, "5/60000/1")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "1:2")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "1:2:3")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "1:2:3:4/60000")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "1::3/60000")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "1:2:3/0")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "9007199254740991:2:3/60000")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "1.5")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "1@2/3")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "1@2/0/1")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "1@2/3/4294967297")]
    public async Task What_is_no_counter_is_an_error_and_stays(RateLimitAlgorithm algorithm, string foreign)
    {
        await Client.SetAsync(Key(), Utf8(foreign));
        var thrown = await Assert.ThrowsAsync<KvException>(async () =>
            await Client.AcquirePermitAsync(Key(), new PermitRequest(3, Minute, Algorithm: algorithm)));
        Assert.Contains("limiter's counter", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(Utf8(foreign), await Client.GetAsync(Key()));
        Assert.Null(await Client.TtlAsync(Key()));
    }

    [Fact]
    public async Task Burst_bounds_what_a_bucket_gives_at_once_R10()
    {
        var request = new PermitRequest(100, Minute, Algorithm: RateLimitAlgorithm.TokenBucket, Burst: 2);
        Assert.True((await Client.AcquirePermitAsync(Key(), request)).Allowed);
        Assert.True((await Client.AcquirePermitAsync(Key(), request)).Allowed);
        var denied = await Client.AcquirePermitAsync(Key(), request);
        Assert.False(denied.Allowed);
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(600));
    }
}
