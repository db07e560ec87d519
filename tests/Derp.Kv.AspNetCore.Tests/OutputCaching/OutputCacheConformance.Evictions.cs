using Derp.Kv.AspNetCore.OutputCaching;
using Derp.Kv.Conformance;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.OutputCaching;

// A page that is rendered while one of its tags is evicted.
public abstract partial class OutputCacheConformance
{
    private KvOutputCacheStore Elsewhere() => new(OtherClient(), new Request());

    // A request that has looked for the page in vain.
    private async Task<KvOutputCacheStore> RenderingAsync(KvClient? client = null)
    {
        var pages = new KvOutputCacheStore(client ?? OtherClient(), new Request(new DefaultHttpContext()));
        Assert.Null(await pages.GetAsync(_key, default));
        return pages;
    }

    private async Task<bool> IsThereAsync() => await Pages.GetAsync(_key, default) is not null;

    [Theory]
    [InlineData("a", false)]
    [InlineData("b", false)]
    [InlineData("other", true)]
    public async Task H10_A_page_is_stored_unless_a_tag_of_it_was_evicted_while_it_was_rendered(string evicted, bool isStored)
    {
        var rendering = await RenderingAsync();
        await Elsewhere().EvictByTagAsync(TagOf(evicted), default);
        await rendering.SetAsync(_key, [1], [TagOf("a"), TagOf("b")], Minute, default);
        Assert.Equal(isStored, await IsThereAsync());

        // The next one is.
        var next = isStored ? Elsewhere() : await RenderingAsync();
        await next.SetAsync(_key, [2], [TagOf("a"), TagOf("b")], Minute, default);
        Assert.Equal([2], await Pages.GetAsync(_key, default));
    }

    [Fact]
    public async Task H10_A_page_whose_tag_is_evicted_while_it_is_stored_is_not_served()
    {
        // Between each two commands of the store.
        foreach (var step in (string[])["TakeStamp", "Get", "Set"])
        {
            foreach (var isBefore in (bool[])[true, false])
            {
                var client = OtherClient();
                var rendering = await RenderingAsync(client);
                var evicted = false;
                ValueTask EvictAsync(string operation)
                {
                    if (operation != step || evicted)
                        return default;
                    evicted = true;
                    return Elsewhere().EvictByTagAsync(TagOf("a"), default);
                }

                if (isBefore)
                    client.Before = EvictAsync;
                else
                    client.After = EvictAsync;
                await rendering.SetAsync(_key, [1], [TagOf("a")], Minute, default);
                Assert.True(evicted);
                Assert.False(await IsThereAsync());
            }
        }
    }

    [Fact]
    public async Task H10_A_page_that_is_stored_between_the_steps_of_an_eviction_is_not_served()
    {
        foreach (var step in (string[])["Get", "CompareAndSet", "InvalidateTag"])
        {
            foreach (var isBefore in (bool[])[true, false])
            {
                var rendering = await RenderingAsync();
                var client = OtherClient();
                var isStored = false;
                ValueTask StoreAsync(string operation)
                {
                    if (operation != step || isStored)
                        return default;
                    isStored = true;
                    return rendering.SetAsync(_key, [1], [TagOf("a")], Minute, default);
                }

                if (isBefore)
                    client.Before = StoreAsync;
                else
                    client.After = StoreAsync;
                await new KvOutputCacheStore(client, new Request()).EvictByTagAsync(TagOf("a"), default);
                Assert.True(isStored);
                Assert.False(await IsThereAsync());
            }
        }
    }

    [Fact]
    public async Task H10_Of_two_evictions_at_once_nothing_older_than_the_later_is_served()
    {
        var rendering = await RenderingAsync();
        var (first, second) = (Elsewhere(), Elsewhere());
        await Task.WhenAll(first.EvictByTagAsync(TagOf("a"), default).AsTask(), second.EvictByTagAsync(TagOf("a"), default).AsTask());
        await rendering.SetAsync(_key, [1], [TagOf("a")], Minute, default);
        Assert.False(await IsThereAsync());
    }

    [Fact]
    public async Task H10_Evictions_of_many_processes_at_once_are_all_known()
    {
        var rendering = await RenderingAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Elsewhere().EvictByTagAsync(TagOf($"{i}"), default).AsTask()));
        foreach (var i in (int[])[0, 7, 15])
        {
            await rendering.SetAsync(_key, [1], [TagOf($"{i}")], Minute, default);
            Assert.False(await IsThereAsync());
        }
    }

    [Fact]
    public async Task H10_Past_what_the_log_holds_nothing_is_stored()
    {
        var rendering = await RenderingAsync();
        var log = new EvictionLog(Store);
        for (var i = 1; i <= EvictionLog.Most; i++)
            await log.AddAsync((ulong)i, default);
        await rendering.SetAsync(_key, [1], [TagOf("a")], Minute, default);
        Assert.False(await IsThereAsync());
        Assert.InRange((await Store.GetAsync("derp:evictions"u8.ToArray()))!.Length, 16, 16 * EvictionLog.Most);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H10_With_a_log_that_is_lost_or_overwritten_nothing_is_stored(bool isLost)
    {
        var rendering = await RenderingAsync();
        if (isLost)
            await Store.DeleteAsync("derp:evictions"u8.ToArray());
        else
            await Store.SetAsync("derp:evictions"u8.ToArray(), "other"u8.ToArray(), Minute);
        await rendering.SetAsync(_key, [1], null, Minute, default);
        Assert.False(await IsThereAsync());

        // An eviction begins it anew.
        await Pages.EvictByTagAsync(TagOf("a"), default);
        await (await RenderingAsync()).SetAsync(_key, [1], null, Minute, default);
        Assert.True(await IsThereAsync());
    }

    [Fact]
    public async Task H10_Where_the_log_could_not_be_read_at_the_miss_nothing_is_stored()
    {
        var client = OtherClient();
        client.Before = static operation => operation == "SetNxGet" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        var rendering = await RenderingAsync(client);
        client.BringBack();
        await rendering.SetAsync(_key, [1], null, Minute, default);
        Assert.False(await IsThereAsync());
    }

    [Fact]
    public async Task H10_A_request_that_has_not_looked_for_the_page_stores_none()
    {
        var pages = new KvOutputCacheStore(OtherClient(), new Request(new DefaultHttpContext()));
        await pages.SetAsync(_key, [1], null, Minute, default);
        Assert.False(await IsThereAsync());
    }

    [Fact]
    public async Task H10_The_log_has_an_end()
    {
        await RenderingAsync();
        Assert.NotNull(await Store.TtlAsync("derp:evictions"u8.ToArray()));
        await Pages.EvictByTagAsync(TagOf("a"), default);
        Assert.NotNull(await Store.TtlAsync("derp:evictions"u8.ToArray()));
    }
}
