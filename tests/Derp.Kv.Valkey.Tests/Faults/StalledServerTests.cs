using Derp.Kv.Conformance;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>Server or network are there and slow, or there and silent.</summary>
public sealed class StalledServerTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private int _runs;

    protected override TimeSpan OperationTimeout => TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task C28_A_suspended_server_costs_five_calls_a_time_out_each_and_then_none()
    {
        Bench.Server.Suspend();
        try
        {
            var values = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => GetAsync($"key {i}")));
            Assert.Equal(5, values.Distinct().Count());
            var asked = Bench.Seen.Count(phase => phase == Phase.Get);

            // Open: of many calls at most one a second asks, the others do not wait for it.
            var watch = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < 200; i++)
                await GetAsync($"key {i}");
            var seconds = TimeProvider.System.GetElapsedTime(watch).TotalSeconds;
            Assert.InRange(Bench.Seen.Count(phase => phase == Phase.Get) - asked, 0, seconds + 1);
            Assert.Equal(205, _runs);

            await Assert.ThrowsAsync<KvUnavailableException>(async () => await PayAsync());
            Assert.False((await Client.RateLimitAsync("alice", 3, Minute)).Counted);
            Assert.Equal(205, _runs);
        }
        finally
        {
            Bench.Server.Resume();
        }

        // What the server finds in its sockets when it wakes is executed late, and leaves nothing that holds anyone up.
        await Bench.RecoversAsync();
        Assert.Equal(206, await PayAsync());
        Assert.Equal(206, await PayAsync());
    }

    [Fact]
    public async Task A_pause_that_is_shorter_than_the_time_out_is_not_noticed()
    {
        await GetAsync("warm");
        await Bench.Server.CommandAsync("CLIENT", "PAUSE", "100", "ALL");

        await Task.WhenAll(GetAsync("a"), PayAsync(), CountAsync());

        Assert.Empty(Bench.LogEvents);
    }

    [Fact]
    public async Task A_network_of_50_ms_each_way_is_not_noticed()
    {
        await GetAsync("warm");
        Bench.Proxy.Delay = TimeSpan.FromMilliseconds(50);

        await Task.WhenAll(GetAsync("a"), PayAsync(), CountAsync());

        Assert.Empty(Bench.LogEvents);
    }

    [Fact]
    public async Task C25_I20_R13_Answers_that_come_too_late_are_nobodys()
    {
        await GetAsync("warm");
        Bench.Proxy.Delay = TimeSpan.FromSeconds(1);

        var value = await GetAsync("a");
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await PayAsync());
        Assert.False((await Client.RateLimitAsync("alice", 3, Minute)).Counted);

        // An answer must not reach the caller of another command, then or later.
        Bench.Proxy.Delay = default;
        await Bench.RecoversAsync();
        Assert.NotEqual(value, await GetAsync("b"));
        Assert.Equal(await GetAsync("c"), await GetAsync("c"));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_connection_that_went_silent_is_replaced_by_itself()
    {
        Bench.Arm(Phase.Get, Fault.SilenceBefore);
        await GetAsync("a");

        // Nothing resets it: the client gives it up when nothing has come through for four time-outs.
        await Eventually.SucceedsAsync(() => Client.ExistsAsync("a"u8.ToArray()));

        Assert.Equal(await PayAsync(), await PayAsync());
    }

    [Fact]
    public async Task C26_A_value_too_large_for_the_line_is_returned_and_the_line_recovers()
    {
        await GetAsync("warm");
        Bench.Proxy.BytesPerSecond = 200_000;

        var value = await Client.GuardedGetAsync(Bytes("large"), _ => ValueTask.FromResult(new byte[1_000_000]), Minute, ShortLease);

        Assert.Equal(1_000_000, value.Length);
        Assert.Equal([1], Bench.LogEvents);
        Bench.Proxy.BytesPerSecond = 0;
        await Bench.RecoversAsync();
    }

    [Fact]
    public async Task A_server_that_takes_no_connection_is_done_without_and_found_back()
    {
        await GetAsync("a");
        Bench.Proxy.Refuses = true;
        Bench.Proxy.CutAll();

        Assert.NotEqual(await GetAsync("b"), await GetAsync("b"));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await PayAsync());

        Bench.Proxy.Refuses = false;
        await Bench.RecoversAsync();
        Assert.Equal(await GetAsync("c"), await GetAsync("c"));
    }

    // Each run has its own number.
    private async Task<int> GetAsync(string key) => BitConverter.ToInt32(await Client.GuardedGetAsync(
        Bytes(key), _ => ValueTask.FromResult(BitConverter.GetBytes(Interlocked.Increment(ref _runs))), Minute, ShortLease));

    private async Task<int> PayAsync() => int.Parse((await Client.IdempotentExecuteAsync(
        "order",
        _ => ValueTask.FromResult<string?>(Interlocked.Increment(ref _runs).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Utf8Serializer.Instance,
        options: new() { LockTtl = ShortLease })).Value!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<int> CountAsync()
    {
        var result = await Client.RateLimitAsync("alice", 100, Minute);
        Assert.True(result.Counted);
        return (int)result.Count;
    }
}
