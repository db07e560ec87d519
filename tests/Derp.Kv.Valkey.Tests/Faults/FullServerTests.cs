using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>The server's memory is full, under each policy that it has for that.</summary>
public sealed class FullServerTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private int _runs;

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("allkeys-lfu")]
    [InlineData("allkeys-random")]
    [InlineData("volatile-lru")]
    [InlineData("volatile-lfu")]
    [InlineData("volatile-random")]
    [InlineData("volatile-ttl")]
    public async Task A_server_that_evicts_serves_everything_and_may_forget_anything(string policy)
    {
        await FillAsync(policy, Minute);
        Assert.NotEqual("0", await Bench.Server.InfoAsync("stats", "evicted_keys"));

        // What is seen of the loss: a body that runs again. Never an error, another's value, or a key without an end.
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"value {i}", System.Text.Encoding.UTF8.GetString(
                await Client.GuardedGetAsync(Bytes($"key {i}"), _ => ValueTask.FromResult(Bytes($"value {i}")), Minute, ShortLease)));
            Assert.InRange(await PayAsync($"order {i % 25}"), 1, 50);
            Assert.True((await Client.RateLimitAsync("alice", 100, Minute)) is { Allowed: true, Counted: true });
        }

        Assert.Empty(Bench.LogEvents);
        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
    }

    [Theory]
    [InlineData("noeviction", true)]
    [InlineData("volatile-lru", false)]
    public async Task C25_I20_I22_R13_A_server_that_cannot_evict_keeps_its_promises_and_takes_no_new_ones(string policy, bool fillerEnds)
    {
        await PayAsync("paid");
        await Client.GuardedGetAsync(Bytes("stored"), _ => ValueTask.FromResult(Bytes("value")), Minute);
        // Where only keys with an end can be evicted and the memory is filled with others, the few of ours go first.
        await FillAsync(policy, fillerEnds ? Minute : null);

        if (fillerEnds)
        {
            Assert.Equal(1, await PayAsync("paid"));
            Assert.Equal(1, await PayAsync("paid", IdempotencyUnavailable.Run));
            Assert.Equal(Bytes("value"), await Client.GuardedGetAsync(Bytes("stored"), _ => throw new InvalidOperationException("The body ran."), Minute));
        }

        Assert.Equal(Bytes("fresh"), await Client.GuardedGetAsync(Bytes("new"), _ => ValueTask.FromResult(Bytes("fresh")), Minute));
        var runs = _runs;
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(() => PayAsync("new"))).OutcomeUnknown);
        Assert.Equal(runs, _runs);
        Assert.True((await Client.RateLimitAsync("alice", 1, Minute)) is { Allowed: true, Counted: false });

        // With Run a new call runs, unprotected: each time.
        Assert.Equal(runs + 1, await PayAsync("new", IdempotencyUnavailable.Run));
        Assert.Equal(runs + 2, await PayAsync("new", IdempotencyUnavailable.Run));

        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(runs + 3, await PayAsync("new"));
    }

    [Theory]
    [InlineData(IdempotencyUnavailable.Throw)]
    [InlineData(IdempotencyUnavailable.Run)]
    public async Task I8_I22_A_duplicate_that_waits_while_the_server_fills_replays(IdempotencyUnavailable onUnavailable)
    {
        var (started, gate) = (new Gate(), new Gate());
        var owner = Client.IdempotentExecuteAsync(
            "order",
            async ValueTask<string?> (_) =>
            {
                started.Open();
                await gate.WaitAsync();
                return "paid";
            },
            Utf8Serializer.Instance,
            options: new() { LockTtl = TimeSpan.FromSeconds(9) }).AsTask();
        await started.WaitAsync();
        await using var other = Bench.Connect();
        var duplicate = other.IdempotentExecuteAsync(
            "order",
            ValueTask<string?> (_) => throw new InvalidOperationException("The body ran again."),
            Utf8Serializer.Instance,
            options: new() { OnUnavailable = onUnavailable }).AsTask();
        await FillAsync("noeviction", Minute);
        var looks = Bench.Seen.Count(static phase => phase == Phase.Claim);
        await Eventually.HoldsAsync(() => Task.FromResult(Bench.Seen.Count(static phase => phase == Phase.Claim) > looks + 1), "The duplicate should go on looking.");
        Assert.False(duplicate.IsCompleted);

        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        gate.Open();

        Assert.False((await owner).IsReplay);
        Assert.True((await duplicate).IsReplay);
    }

    // Until nothing more goes in, or until much more than fits has gone in.
    private async Task FillAsync(string policy, TimeSpan? ttl)
    {
        var used = long.Parse(await Bench.Server.InfoAsync("memory", "used_memory"), CultureInfo.InvariantCulture);
        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory-policy", policy);
        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", (used + 1_000_000).ToString(CultureInfo.InvariantCulture));
        try
        {
            for (var size = 10_000; size >= 10; size /= 10)
            {
                for (var i = 0; i < 300; i++)
                    await Client.SetAsync(Bytes($"filler:{size}:{i}"), new byte[size], ttl);
            }
        }
        catch (KvUnavailableException e) when (!e.OutcomeUnknown)
        {
            // The limit goes far below, so that what a connection gives back of its buffers makes no room.
            await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", used.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task<int> PayAsync(string order, IdempotencyUnavailable onUnavailable = IdempotencyUnavailable.Throw) => int.Parse((await Client.IdempotentExecuteAsync(
        order,
        _ => ValueTask.FromResult<string?>(Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture)),
        Utf8Serializer.Instance,
        options: new() { LockTtl = ShortLease, OnUnavailable = onUnavailable })).Value!, CultureInfo.InvariantCulture);
}
