using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>C28: a server that answers reads and refuses writes. What is stored goes on being served.</summary>
public sealed class RefusedWritesTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private int _runs;

    [Theory]
    [InlineData("maxmemory", "1", "0")]
    [InlineData("min-replicas-to-write", "1", "0")]
    public async Task C28_Stored_values_are_served_whatever_the_number_of_refused_writes(string setting, string refuse, string accept)
    {
        await GetAsync("stored");
        await Bench.Server.CommandAsync("CONFIG", "SET", setting, refuse);

        for (var i = 0; i < 50; i++)
        {
            await GetAsync($"new {i}");
            Assert.Equal(1, await GetAsync("stored"));
        }

        Assert.Equal(51, _runs);
        Assert.False(Client.GetStatus().BreakerOpen);
        Assert.True(Client.GetStatus().WriteBreakerOpen);

        // The first failure is logged, and the breaker of writes; not the other one.
        Assert.Equal([1, 27], Bench.LogEvents);

        await Bench.Server.CommandAsync("CONFIG", "SET", setting, accept);
        await Bench.RecoversAsync();
        Assert.False(Client.GetStatus().WriteBreakerOpen);
    }

    // Each run has its own number.
    private async Task<int> GetAsync(string key) => BitConverter.ToInt32(await Client.GuardedGetAsync(
        Bytes(key), _ => ValueTask.FromResult(BitConverter.GetBytes(Interlocked.Increment(ref _runs))), Minute, ShortLease));
}
