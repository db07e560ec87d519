using Derp.Kv.Conformance;

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
}
