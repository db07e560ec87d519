using System.Buffers;
using Derp.Kv.Conformance;
using Microsoft.Extensions.Caching.Distributed;

namespace Derp.Kv.Hybrid.Tests.Distributed;

/// <summary>What the framework's own suites check of an <see cref="IDistributedCache"/>, and the exact commands, whatever the store.</summary>
public abstract class DistributedCacheConformance : HelperConformance
{
    private static readonly DistributedCacheEntryOptions s_hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };
    private static readonly DistributedCacheEntryOptions s_sliding = new() { SlidingExpiration = TimeSpan.FromHours(1) };

    private readonly string _key = NewName();

    private IBufferDistributedCache Cache => field ??= Caches.Distributed(Store);

    private (IBufferDistributedCache Cache, InterceptingKvClient Client) Other()
    {
        var client = OtherClient();
        return (Caches.Distributed(client), client);
    }

    private ValueTask<TimeSpan?> TtlAsync() => Store.TtlAsync(Bytes($"derp:cache:{_key}"));

    [Fact]
    public async Task H10_A_key_without_an_entry_has_none()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Assert.Null(await Cache.GetAsync(_key));
        Assert.False(await Cache.TryGetAsync(_key, buffer));
        Assert.Equal(0, buffer.WrittenCount);
        await Cache.RefreshAsync(_key);
        await Cache.RemoveAsync(_key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task H10_What_is_set_is_read_by_every_process_in_both_forms(int size)
    {
        var value = new byte[size];
        Random.Shared.NextBytes(value);
        await Cache.SetAsync(_key, value, s_hour);

        var (other, _) = Other();
        var buffer = new ArrayBufferWriter<byte>();
        Assert.Equal(value, await other.GetAsync(_key));
        Assert.True(await other.TryGetAsync(_key, buffer));
        Assert.Equal(value, buffer.WrittenMemory.ToArray());
    }

    [Fact]
    public async Task H10_A_value_in_several_pieces_is_one()
    {
        var first = new Piece([1, 2]);
        await Cache.SetAsync(_key, new ReadOnlySequence<byte>(first, 0, first.Then([3, 4, 5]), 3), s_hour);
        Assert.Equal([1, 2, 3, 4, 5], await Cache.GetAsync(_key));
    }

    [Fact]
    public async Task H10_Set_overwrites_and_remove_removes_as_often_as_you_like()
    {
        await Cache.SetAsync(_key, [1], s_hour);
        await Cache.SetAsync(_key, [2], s_hour);
        Assert.Equal([2], await Cache.GetAsync(_key));
        await Cache.RemoveAsync(_key);
        await Cache.RemoveAsync(_key);
        Assert.Null(await Cache.GetAsync(_key));
    }

    [Fact]
    public void H10_The_blocking_members_do_the_same()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Cache.Set(_key, [1, 2], s_sliding);
        Cache.Refresh(_key);
        Assert.Equal([1, 2], Cache.Get(_key));
        Cache.Set(_key, new ReadOnlySequence<byte>([3]), s_sliding);
        Assert.True(Cache.TryGet(_key, buffer));
        Assert.Equal([3], buffer.WrittenMemory.ToArray());
        Cache.Remove(_key);
        Assert.Null(Cache.Get(_key));
    }

    [Fact]
    public async Task H10_Nulls_are_refused_by_name()
    {
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.GetAsync(null!))).ParamName);
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync(null!, [1], s_hour))).ParamName);
        Assert.Equal("value", (await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync(_key, null!, s_hour))).ParamName);
        Assert.Equal("options", (await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync(_key, [1], null!))).ParamName);
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.RefreshAsync(null!))).ParamName);
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.RemoveAsync(null!))).ParamName);
    }

    [Fact]
    public async Task H10_An_absolute_expiration_in_the_past_is_refused_and_nothing_is_stored()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Cache.SetAsync(_key, [1], new DistributedCacheEntryOptions { AbsoluteExpiration = DateTimeOffset.UtcNow.AddMinutes(-1) }));
        Assert.Null(await Cache.GetAsync(_key));
    }

    [Fact]
    public async Task H10_Every_entry_has_an_end()
    {
        await Cache.SetAsync(_key, [1], new DistributedCacheEntryOptions());
        Assert.InRange((await TtlAsync())!.Value.TotalMinutes, 19, 20);
        await Cache.SetAsync(_key, [1], s_sliding);
        Assert.InRange((await TtlAsync())!.Value.TotalMinutes, 59, 60);
        await Cache.SetAsync(_key, [1], new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromHours(1), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(30) });
        Assert.InRange((await TtlAsync())!.Value.TotalMinutes, 29, 30);
        await Cache.SetAsync(_key, [1], new DistributedCacheEntryOptions { AbsoluteExpiration = DateTimeOffset.UtcNow.AddMinutes(10) });
        Assert.InRange((await TtlAsync())!.Value.TotalMinutes, 9, 10);
    }

    [Fact]
    public async Task H10_A_lifetime_below_a_second_is_kept_and_over_on_time()
    {
        await Cache.SetAsync(_key, [1], new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMilliseconds(250) });
        Assert.InRange((await TtlAsync() ?? TimeSpan.FromMilliseconds(1)).TotalMilliseconds, 1, 250);
        await GoneAsync(Bytes($"derp:cache:{_key}"));
        Assert.Null(await Cache.GetAsync(_key));
    }

    [Fact]
    public async Task H10_Ten_uses_within_a_tenth_of_the_sliding_time_are_one_write()
    {
        await Cache.SetAsync(_key, [1], s_sliding);
        var (other, client) = Other();
        for (var i = 0; i < 10; i++)
            Assert.Equal([1], await other.GetAsync(_key));
        Assert.Equal(["Get", "Expire", .. Enumerable.Repeat("Get", 9)], client.Operations);
    }

    [Fact]
    public async Task H10_A_refresh_after_a_read_is_no_command()
    {
        await Cache.SetAsync(_key, [1], s_sliding);
        var (other, client) = Other();
        await other.RefreshAsync(_key);
        await other.RefreshAsync(_key);
        Assert.Equal(["Get", "Expire"], client.Operations);
    }

    [Fact]
    public async Task H10_An_entry_without_a_sliding_time_is_read_by_one_command()
    {
        await Cache.SetAsync(_key, [1], s_hour);
        var (other, client) = Other();
        await other.GetAsync(_key);
        await other.RefreshAsync(_key);
        Assert.Equal(["Get", "Get"], client.Operations);
    }

    [Fact]
    public async Task H10_What_is_no_entry_is_none()
    {
        byte[][] others = [[], [2], [1, .. new byte[20]], [2, 4, .. new byte[20]], [2, 1, .. Enumerable.Repeat((byte)255, 16)]];
        foreach (var bytes in others)
        {
            await Store.SetAsync(Bytes($"derp:cache:{_key}"), bytes, Minute);
            Assert.Null(await Cache.GetAsync(_key));
        }
    }

    [Fact]
    public async Task C29_A_store_that_is_down_fails_every_operation()
    {
        var (cache, client) = Other();
        client.TakeDown();
        await Assert.ThrowsAsync<KvUnavailableException>(() => cache.GetAsync(_key));
        await Assert.ThrowsAsync<KvUnavailableException>(() => cache.SetAsync(_key, [1], s_hour));
        await Assert.ThrowsAsync<KvUnavailableException>(() => cache.RemoveAsync(_key));
    }

    [Fact]
    public async Task N9_Instances_are_apart()
    {
        var other = Caches.Distributed(Store, static options => options.InstanceName = "other:");
        await Cache.SetAsync(_key, [1], s_hour);
        Assert.Null(await other.GetAsync(_key));
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes) => Memory = bytes;

        public Piece Then(byte[] bytes)
        {
            var next = new Piece(bytes) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
