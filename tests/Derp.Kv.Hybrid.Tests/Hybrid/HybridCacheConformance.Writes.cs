using Derp.Kv.Conformance;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

// Set and remove: what the application says itself.
public abstract partial class HybridCacheConformance
{
    [Fact]
    public async Task H10_What_is_set_is_what_every_process_reads()
    {
        var (other, _) = Other();
        await Cache.SetAsync(_key, "set", tags: [TagOf("a")]);
        Assert.Equal("set", await ReadAsync(other, tags: [TagOf("a")]));

        await Cache.SetAsync(_key, "set again", tags: [TagOf("a")]);
        Assert.Equal("set again", await ReadAsync(other, tags: [TagOf("a")]));

        await other.RemoveByTagAsync(TagOf("a"));
        Assert.Equal("value 1", await ReadAsync(tags: [TagOf("a")]));
    }

    [Fact]
    public async Task H10_A_run_that_began_before_a_set_does_not_overwrite_it()
    {
        var (other, _) = Other();
        Assert.Equal("value 1", await ReadAsync(factory: async () => await other.SetAsync(_key, "set")));
        Assert.Equal("set", await ReadAsync());
        Assert.Equal("set", await ReadAsync(other));
    }

    [Fact]
    public async Task H10_A_set_takes_the_stamps_and_one_command()
    {
        var (cache, client) = Other();
        await cache.SetAsync(_key, "set", tags: [TagOf("a")]);
        Assert.Equal(["TakeStamp", "TakeStamp", "Replace"], client.Operations);
    }

    [Fact]
    public async Task C29_Set_and_remove_fail_when_the_store_does()
    {
        var (cache, client) = Other();
        client.TakeDown();
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await cache.SetAsync(_key, "set"));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await cache.RemoveAsync(_key));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await cache.RemoveByTagAsync(TagOf("a")));
    }

    [Fact]
    public async Task C25_A_store_that_is_down_does_not_keep_a_factory_from_running()
    {
        var (cache, client) = Other();
        client.TakeDown();
        Assert.Equal("value 1", await ReadAsync(cache));
        Assert.Equal("value 2", await ReadAsync(cache));
    }

    [Fact]
    public async Task C26_A_write_that_fails_after_the_factory_is_not_seen_and_leaves_nothing()
    {
        var (cache, client) = Other();
        client.Before = static operation => operation == "CommitLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        Assert.Equal("value 1", await ReadAsync(cache));
        client.BringBack();
        Assert.Equal("value 2", await ReadAsync(cache));
        Assert.Equal("value 2", await ReadAsync());
    }

    [Fact]
    public async Task H10_Removals_of_no_one_and_several_keys()
    {
        await Cache.SetAsync(_key, "a");
        await Cache.SetAsync(_key + "b", "b");
        await Cache.RemoveAsync(Array.Empty<string>());
        Assert.Equal("a", await ReadAsync());

        await Cache.RemoveAsync([_key]);
        Assert.Equal("value 1", await ReadAsync());
        Assert.Equal("b", await ReadAsync(key: _key + "b"));

        await Cache.RemoveAsync([_key, _key + "b"]);
        Assert.Equal("value 2", await ReadAsync());
        Assert.Equal("value 3", await ReadAsync(key: _key + "b"));
    }

    [Fact]
    public async Task H10_A_value_too_large_takes_the_place_of_none_and_removes_what_was_there()
    {
        var (cache, _) = Other(static options => options.MaximumPayloadBytes = 8);
        await cache.SetAsync(_key, "small");
        await cache.SetAsync(_key, "not at all small");
        Assert.Equal("value 1", await ReadAsync(cache));
    }

    [Fact]
    public async Task H10_An_entry_and_its_stamps_have_an_end()
    {
        await ReadAsync(options: new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(2) }, tags: [TagOf("a")]);
        var ttl = await Store.TtlAsync(Bytes($"derp:hybrid:{_key}"));
        Assert.InRange(ttl!.Value.TotalSeconds, 60, 120);
        Assert.NotNull(await Store.TtlAsync(Bytes($"derp:tag:hybrid:{TagOf("a")}")));
        Assert.NotNull(await Store.TtlAsync("derp:tag:hybrid:%2A"u8.ToArray()));
    }
}
