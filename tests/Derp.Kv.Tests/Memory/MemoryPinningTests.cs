using System.Text;
using Derp.Kv.Coordination;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Memory;

// What carries a promise never gives way: claims, their results, leases and counters are refused when there is no room.
public sealed class MemoryPinningTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Claims_leases_counters_and_results_outlive_any_flood_of_values()
    {
        await using var client = Create(entries: 20);
        var token = LeaseToken.Create();
        await client.SetNxAsync(Bytes("claim"), Bytes("claim"));
        await client.SetNxGetAsync(Bytes("record"), Bytes("claim"), s_minute);
        await client.CompareAndSetAsync(Bytes("record"), Bytes("claim"), Bytes("result"), s_minute);
        await client.GetOrLeaseAsync(Bytes("leased"), token, s_minute);
        await client.IncrAsync(Bytes("number"));
        await client.SetAsync(Bytes("number of old"), Bytes("41"));
        await client.IncrAsync(Bytes("number of old"));
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
            await client.AcquirePermitAsync(Bytes($"{algorithm}"), new PermitRequest(3, s_minute, Algorithm: algorithm));

        for (var i = 0; i < 1000; i++)
            await client.SetAsync(Bytes($"flood {i}"), Bytes("value"));

        Assert.Equal(Bytes("claim"), await client.GetAsync(Bytes("claim")));
        Assert.Equal(Bytes("result"), await client.GetAsync(Bytes("record")));
        Assert.Equal(2, await client.IncrAsync(Bytes("number")));
        Assert.Equal(43, await client.IncrAsync(Bytes("number of old")));
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
            Assert.Equal(2, (await client.AcquirePermitAsync(Bytes($"{algorithm}"), new PermitRequest(3, s_minute, Algorithm: algorithm))).Count);
        Assert.True(await client.CommitLeaseAsync(Bytes("leased"), token, Bytes("value"), s_minute));
        Assert.InRange(client.Store.Count, 1, 20);
    }

    [Fact]
    public async Task Committed_value_gives_way_like_any_other()
    {
        await using var client = Create(entries: 2);
        var token = LeaseToken.Create();
        await client.GetOrLeaseAsync(Bytes("leased"), token, s_minute);
        Assert.True(await client.CommitLeaseAsync(Bytes("leased"), token, Bytes("value"), s_minute));
        await client.SetAsync(Bytes("a"), Bytes("value"));
        await client.SetAsync(Bytes("b"), Bytes("value"));
        Assert.Null(await client.GetAsync(Bytes("leased")));
    }

    [Fact]
    public async Task Full_of_claims_everything_new_is_refused_and_what_stands_stays()
    {
        await using var client = Create(entries: 3);
        var token = LeaseToken.Create();
        Assert.True(await client.SetNxAsync(Bytes("claim"), Bytes("claim"), s_minute));
        Assert.True((await client.GetOrLeaseAsync(Bytes("leased"), token, s_minute)).IsGranted);
        Assert.Equal(1, await client.IncrAsync(Bytes("number")));

        Func<Task>[] writes =
        [
            () => client.SetAsync(Bytes("new"), Bytes("value")).AsTask(),
            () => client.MSetAsync([new(Bytes("new"), Bytes("value"))]).AsTask(),
            () => client.SetNxAsync(Bytes("new"), Bytes("value")).AsTask(),
            () => client.SetNxGetAsync(Bytes("new"), Bytes("value"), s_minute).AsTask(),
            () => client.GetOrLeaseAsync(Bytes("new"), LeaseToken.Create(), s_minute).AsTask(),
            () => client.IncrAsync(Bytes("new")).AsTask(),
            () => client.AcquirePermitAsync(Bytes("new"), new PermitRequest(3, s_minute)).AsTask(),
            () => client.AcquirePermitAsync(Bytes("new"), new PermitRequest(3, s_minute, Algorithm: RateLimitAlgorithm.SlidingWindow)).AsTask(),
            () => client.AcquirePermitAsync(Bytes("new"), new PermitRequest(3, s_minute, Algorithm: RateLimitAlgorithm.TokenBucket)).AsTask(),
        ];
        foreach (var write in writes)
            await RefusesAsync(write);

        Assert.Equal(Bytes("claim"), await client.SetNxGetAsync(Bytes("claim"), Bytes("value"), s_minute));
        Assert.Equal(2, await client.IncrAsync(Bytes("number")));
        Assert.True(await client.RenewLeaseAsync(Bytes("leased"), token, s_minute));
        Assert.True(await client.ReleaseLeaseAsync(Bytes("leased"), token));
        await client.SetAsync(Bytes("new"), Bytes("value"));
    }

    [Fact]
    public async Task Expired_claims_make_room()
    {
        await using var client = Create(entries: 50);
        for (var i = 0; i < 50; i++)
            Assert.True(await client.SetNxAsync(Bytes($"{i}"), Bytes("claim"), s_minute));
        await RefusesAsync(() => client.SetNxAsync(Bytes("new"), Bytes("claim"), s_minute).AsTask());
        _time.Advance(s_minute);
        Assert.True(await client.SetNxAsync(Bytes("new"), Bytes("claim"), s_minute));
    }

    private MemoryKvClient Create(int entries) =>
        new(new KvClientOptions { TimeProvider = _time, MemoryMaxEntries = entries });

    private static async Task RefusesAsync(Func<Task> write)
    {
        var refused = await Assert.ThrowsAsync<KvUnavailableException>(write);
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.OutcomeUnknown);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
