using Derp.Kv.Coordination;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Memory;

// C40, R7: one clock, and the one that nobody can set.
public sealed class MemoryTimeTests
{
    private static readonly byte[] s_key = "key"u8.ToArray();
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task Value_lives_to_the_last_tick_of_its_lifetime_and_no_longer()
    {
        var time = new FakeTimeProvider();
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = time });
        await client.SetAsync(s_key, s_key, TimeSpan.FromMilliseconds(250));
        time.Advance(TimeSpan.FromMilliseconds(250) - s_tick);
        Assert.NotNull(await client.GetAsync(s_key));
        Assert.Equal(TimeSpan.FromMilliseconds(1), await client.TtlAsync(s_key));
        time.Advance(s_tick);
        Assert.Null(await client.GetAsync(s_key));
        Assert.True(await client.SetNxAsync(s_key, s_key));
    }

    [Fact]
    public async Task Scan_lists_a_key_that_was_given_more_time_while_the_store_grew()
    {
        var time = new FakeTimeProvider();
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = time });
        for (var i = 0; i < 50; i++)
            await client.SetAsync(new[] { (byte)i }, s_key, TimeSpan.FromSeconds(1));
        var listed = new List<byte>();
        await foreach (var key in client.ScanAsync())
        {
            if (listed.Count == 0)
            {
                for (var i = 0; i < 1000; i++)
                    await client.SetAsync(BitConverter.GetBytes(i), s_key, TimeSpan.FromMinutes(1));
                for (var i = 0; i < 50; i++)
                    await client.SetAsync(new[] { (byte)i }, s_key, TimeSpan.FromMinutes(1));
                time.Advance(TimeSpan.FromSeconds(2));
            }

            if (key.Length == 1)
                listed.Add(key[0]);
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => (byte)i), listed.Order());
    }

    public static MatrixTheoryData<int, RateLimitAlgorithm> Jumps => new MatrixTheoryData<int, RateLimitAlgorithm>([-1, 1], Enum.GetValues<RateLimitAlgorithm>());

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Setting_the_wall_clock_changes_nothing_R7_R2(int hours, RateLimitAlgorithm algorithm)
    {
        var time = new WallClock();
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = time });
        var request = new PermitRequest(1, TimeSpan.FromMinutes(1), Algorithm: algorithm);
        await client.SetAsync("value"u8.ToArray(), s_key, TimeSpan.FromMinutes(5));
        await client.AcquirePermitAsync(s_key, request);

        time.Offset = TimeSpan.FromHours(hours);
        Assert.Equal(TimeSpan.FromMinutes(5), await client.TtlAsync("value"u8.ToArray()));
        var denied = await client.AcquirePermitAsync(s_key, request);
        Assert.False(denied.Allowed);
        time.Inner.Advance(denied.RetryAfter!.Value - TimeSpan.FromMilliseconds(1));
        Assert.False((await client.AcquirePermitAsync(s_key, request)).Allowed);
        time.Inner.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await client.AcquirePermitAsync(s_key, request)).Allowed);
    }

    private sealed class WallClock : TimeProvider
    {
        public FakeTimeProvider Inner { get; } = new();

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => Inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => Inner.GetTimestamp();
    }
}
