using Derp.Kv.Conformance;
using Derp.Kv.Coordination;

namespace Derp.Kv.Tests.Memory;

/// <summary>A store that is full of what it must not drop.</summary>
public sealed class MemoryLimitTests
{
    [Fact]
    public async Task I22_A_completed_call_still_replays_and_a_new_one_is_refused()
    {
        await using var store = new MemoryKvClient(new KvClientOptions { MemoryMaxEntries = 1 });
        var runs = 0;
        ValueTask<IdempotentResult<string?>> CallAsync(string key) => store.IdempotentExecuteAsync(key, _ => ValueTask.FromResult<string?>($"paid {++runs}"), Utf8Serializer.Instance);
        await CallAsync("order-1");

        Assert.Equal(new IdempotentResult<string?>("paid 1", 200, IsReplay: true), await CallAsync("order-1"));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await CallAsync("order-2"));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task C28_A_store_full_of_counters_goes_on_serving_the_values_that_it_has()
    {
        await using var store = new MemoryKvClient(new KvClientOptions { MemoryMaxBytes = 5_007 });
        var hour = TimeSpan.FromHours(1);
        await Assert.ThrowsAsync<KvUnavailableException>(async () =>
        {
            for (var i = 0; ; i++)
                await store.AcquirePermitAsync(BitConverter.GetBytes(i), new PermitRequest(10, hour));
        });

        // It takes a key and a value of a byte each, and no lease.
        var stored = new byte[] { 255 };
        await store.SetAsync(stored, new byte[] { 99 }, hour);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal([1], await store.GuardedGetAsync(new[] { (byte)i }, static _ => new([1]), hour));
            Assert.Equal([99], await store.GuardedGetAsync(stored, static _ => throw new InvalidOperationException("The body ran."), hour));
        }

        Assert.False(store.GetStatus().BreakerOpen);
        Assert.True(store.GetStatus().WriteBreakerOpen);
    }
}
