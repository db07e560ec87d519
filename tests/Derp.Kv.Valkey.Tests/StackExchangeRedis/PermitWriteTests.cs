using Derp.Kv.Coordination;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// R3, R4, R6, R7 as the server sees them.
public sealed class PermitWriteTests : OwnServerTests
{
    public static TheoryData<RateLimitAlgorithm> Algorithms => new(Enum.GetValues<RateLimitAlgorithm>());

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Denied_call_and_peek_write_nothing_R3_R4(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(2, Minute, Cost: 2, Algorithm: algorithm);
        Assert.True((await Client.AcquirePermitAsync(Key, request)).Allowed);
        var changes = await Server.ChangesAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.False((await Client.AcquirePermitAsync(Key, request with { Cost = 1 })).Allowed);
            Assert.True((await Client.AcquirePermitAsync(Key, request with { Cost = 0 })).Allowed);
            Assert.True((await Client.AcquirePermitAsync("absent"u8.ToArray(), request with { Cost = 0 })).Allowed);
        }

        Assert.Equal(changes, await Server.ChangesAsync());
        Assert.Equal(1L, await Server.CommandAsync("DBSIZE"));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Admitted_call_is_one_write_and_leaves_a_lifetime_R6(RateLimitAlgorithm algorithm)
    {
        var request = new PermitRequest(5, Minute, Algorithm: algorithm);
        for (var i = 0; i < 5; i++)
        {
            var changes = await Server.ChangesAsync();
            await Client.AcquirePermitAsync(Key, request);
            Assert.Equal(changes + 1, await Server.ChangesAsync());
            Assert.InRange((long)(await Server.CommandAsync("PTTL", "key"))!, 1, 120_000);
        }
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, "5")]
    [InlineData(RateLimitAlgorithm.SlidingWindow, "99999999:5:5/60000")]
    [InlineData(RateLimitAlgorithm.TokenBucket, "9007199254740000")]
    public async Task Immortal_counter_is_healed_by_a_denied_call_once_R6(RateLimitAlgorithm algorithm, string counter)
    {
        var request = new PermitRequest(5, Minute, Algorithm: algorithm);
        await Server.CommandAsync("SET", "key", counter);
        Assert.False((await Client.AcquirePermitAsync(Key, request)).Allowed);
        Assert.InRange((long)(await Server.CommandAsync("PTTL", "key"))!, 1, 120_000);
        var changes = await Server.ChangesAsync();
        Assert.False((await Client.AcquirePermitAsync(Key, request)).Allowed);
        Assert.Equal(changes, await Server.ChangesAsync());
    }

    [Fact]
    public async Task Counter_that_would_outlive_its_window_is_cut_short_R6()
    {
        await Server.CommandAsync("SET", "key", "5", "EX", "86400");
        var denied = await Client.AcquirePermitAsync(Key, new PermitRequest(5, Minute));
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), Minute);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Key_of_another_type_is_an_error_R6(RateLimitAlgorithm algorithm)
    {
        await Server.CommandAsync("RPUSH", "key", "item");
        await Assert.ThrowsAsync<KvException>(async () => await Client.AcquirePermitAsync(Key, new PermitRequest(5, Minute, Algorithm: algorithm)));
    }

    [Fact]
    public async Task Fixed_window_counts_as_the_arithmetic_of_memory_does()
    {
        await using var memory = new MemoryKvClient();
        var random = new Random(7);
        var request = new PermitRequest(50, TimeSpan.FromHours(1));
        for (var i = 0; i < 200; i++)
        {
            var call = request with { Cost = random.Next(4), Limit = random.Next(40, 60) };
            var here = await memory.AcquirePermitAsync(Key, call);
            var there = await Client.AcquirePermitAsync(Key, call);
            Assert.Equal((here.Allowed, here.Count, here.Remaining), (there.Allowed, there.Count, there.Remaining));
        }
    }
}
