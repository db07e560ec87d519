using Derp.Kv.Conformance;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

/// <summary>The tag <c>*</c> concerns every entry of a store: each test has one of its own.</summary>
public sealed class EverythingRemovedTests : IAsyncDisposable
{
    private readonly MemoryKvClient _client = new();
    private readonly HybridCache _cache;
    private int _runs;

    public EverythingRemovedTests() => _cache = Caches.Hybrid(_client);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task H10_The_tag_of_all_means_a_new_run_of_each_entry_with_tags_and_without()
    {
        Assert.Equal((1, 2), (await ReadAsync("a"), await ReadAsync("b", "tag")));
        Assert.Equal((1, 2), (await ReadAsync("a"), await ReadAsync("b", "tag")));
        await _cache.RemoveByTagAsync("*");
        Assert.Equal((3, 4), (await ReadAsync("a"), await ReadAsync("b", "tag")));
        Assert.Equal((3, 4), (await ReadAsync("a"), await ReadAsync("b", "tag")));
    }

    [Fact]
    public async Task H10_The_tag_of_all_wins_over_a_factory_that_runs()
    {
        Assert.Equal(1, await ReadAsync("a", body: async () => await _cache.RemoveByTagAsync("*")));
        Assert.Equal(2, await ReadAsync("a"));
    }

    [Fact]
    public async Task H10_The_tag_of_all_reaches_what_only_this_process_has()
    {
        var local = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCache };
        await Eventually.HoldsAsync(
            async () =>
            {
                await _cache.SetAsync("a", 7, local);
                return await _cache.GetOrCreateAsync("a", static _ => new ValueTask<int>(8), local) == 7;
            },
            "The value should be kept once the subscription stands.");
        await _cache.RemoveByTagAsync("*");
        Assert.Equal(8, await _cache.GetOrCreateAsync("a", static _ => new ValueTask<int>(8), local));
    }

    private ValueTask<int> ReadAsync(string key, string? tag = null, Func<Task>? body = null) => _cache.GetOrCreateAsync(
        key,
        async _ =>
        {
            var run = ++_runs;
            if (body is not null)
                await body();
            return run;
        },
        tags: tag is null ? null : [tag]);
}
