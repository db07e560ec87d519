using Derp.Kv.Conformance;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

// Which layers a call reads and writes. The local one is this process's memory.
public abstract partial class HybridCacheConformance
{
    private static HybridCacheEntryOptions With(HybridCacheEntryFlags flags, TimeSpan? local = null) => new() { Flags = flags, Expiration = TimeSpan.FromMinutes(10), LocalCacheExpiration = local };

    [Fact]
    public async Task H10_To_look_neither_runs_nor_joins_a_factory()
    {
        var look = With(HybridCacheEntryFlags.DisableUnderlyingData);
        var (cache, client) = Other();
        Assert.Null(await ReadAsync(cache, look));
        Assert.Equal(["MGet"], client.Operations);

        var (started, goOn) = (new Gate(), new Gate());
        var run = ReadAsync(cache, factory: async () =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();
        Assert.Null(await ReadAsync(cache, look));
        goOn.Open();
        await run;

        Assert.Equal("value 1", await ReadAsync(cache, look));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task H10_To_look_while_the_store_is_down_finds_nothing()
    {
        await ReadAsync();
        var (cache, client) = Other();
        client.TakeDown();
        Assert.Null(await ReadAsync(cache, With(HybridCacheEntryFlags.DisableUnderlyingData)));
    }

    [Fact]
    public async Task H10_Without_reads_of_the_store_the_factory_runs_and_its_value_is_stored()
    {
        var refresh = With(HybridCacheEntryFlags.DisableDistributedCacheRead);
        await ReadAsync();
        Assert.Equal("value 2", await ReadAsync(options: refresh));
        Assert.Equal("value 2", await ReadAsync());
    }

    [Fact]
    public async Task H10_Without_reads_of_the_store_a_tag_that_is_removed_meanwhile_still_wins()
    {
        string[] tags = [TagOf("a")];
        var (other, _) = Other();
        await ReadAsync(options: With(HybridCacheEntryFlags.DisableDistributedCacheRead), tags: tags, factory: async () => await other.RemoveByTagAsync(TagOf("a")));
        Assert.Equal("value 2", await ReadAsync(tags: tags));
    }

    [Fact]
    public async Task H10_Without_writes_to_the_store_nothing_is_left_in_it()
    {
        var (cache, client) = Other();
        Assert.Equal("value 1", await ReadAsync(cache, With(HybridCacheEntryFlags.DisableDistributedCacheWrite)));
        Assert.Equal(["MGet"], client.Operations);
        Assert.Equal("value 2", await ReadAsync(cache));
        Assert.Equal("value 2", await ReadAsync(cache, With(HybridCacheEntryFlags.DisableDistributedCacheWrite)));
    }

    [Fact]
    public async Task H10_Without_the_store_values_live_in_this_process_and_removals_reach_them()
    {
        var local = With(HybridCacheEntryFlags.DisableDistributedCache);
        string[] tags = [TagOf("a")];
        var (cache, client) = Other();
        await KeptAsync(cache, local, tags);
        Assert.DoesNotContain("MGet", client.Operations);
        Assert.Null(await Store.GetAsync(Bytes($"derp:hybrid:{_key}")));

        var runs = _runs;
        await cache.RemoveAsync(_key);
        Assert.Equal($"value {runs + 1}", await ReadAsync(cache, local, tags));
        await cache.RemoveByTagAsync(TagOf("a"));
        Assert.Equal($"value {runs + 2}", await ReadAsync(cache, local, tags));
        await cache.SetAsync(_key, "set", local, tags);
        Assert.Equal("set", await ReadAsync(cache, local, tags));
    }

    [Fact]
    public async Task H10_Without_any_layer_the_factory_runs_each_time_and_callers_at_once_share_it()
    {
        var none = With(HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableLocalCache);
        await ReadAsync(options: none);
        await ReadAsync(options: none);
        Assert.Equal(2, _runs);

        var goOn = new Gate();
        var calls = Enumerable.Range(0, 5).Select(_ => ReadAsync(options: none, factory: goOn.WaitAsync).AsTask()).ToList();
        goOn.Open();
        await Task.WhenAll(calls);
        Assert.Equal(3, _runs);
    }

    [Fact]
    public async Task H10_With_a_local_expiration_a_second_call_asks_nobody_and_a_removal_elsewhere_is_heard()
    {
        var near = With(HybridCacheEntryFlags.None, local: TimeSpan.FromMinutes(1));
        var (cache, client) = Other();
        await ReadAsync(cache, near);
        await Eventually.HoldsAsync(
            async () =>
            {
                client.ClearOperations();
                Assert.Equal("value 1", await ReadAsync(cache, near));
                return client.Operations.Count == 0;
            },
            "The value should be kept once the subscription stands.");

        // Not by a call that does not read it.
        Assert.Equal("value 1", await ReadAsync(cache, With(HybridCacheEntryFlags.DisableLocalCacheRead, local: TimeSpan.FromMinutes(1))));
        Assert.Equal(["MGet"], client.Operations);

        var (other, _) = Other();
        await Eventually.HoldsAsync(
            async () =>
            {
                var before = _runs;
                await other.RemoveAsync(_key);
                await ReadAsync(cache, near);
                return _runs > before;
            },
            "The removal should have been heard of.");
    }

    [Fact]
    public async Task H10_A_call_that_does_not_write_locally_leaves_nothing_there()
    {
        var (cache, client) = Other();
        var near = With(HybridCacheEntryFlags.DisableLocalCacheWrite, local: TimeSpan.FromMinutes(1));
        await ReadAsync(cache, near);
        client.ClearOperations();
        Assert.Equal("value 1", await ReadAsync(cache, near));
        Assert.Equal(["MGet"], client.Operations);
    }

    // What was kept before the subscription stood is dropped with it.
    private Task KeptAsync(HybridCache cache, HybridCacheEntryOptions options, string[] tags) => Eventually.HoldsAsync(
        async () =>
        {
            var before = _runs;
            await ReadAsync(cache, options, tags);
            return _runs == before;
        },
        "The value should be kept once the subscription stands.");

    [Fact]
    public async Task N5_In_store_and_memory_together_a_value_lives_for_its_expiration()
    {
        await ReadAsync(options: new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(10), LocalCacheExpiration = TimeSpan.FromMinutes(2) });
        Assert.InRange((await Store.TtlAsync(Bytes($"derp:hybrid:{_key}")))!.Value.TotalMinutes, 7, 8);
    }
}
