using System.Buffers;
using System.IO.Pipelines;
using Derp.Kv.AspNetCore.OutputCaching;
using Derp.Kv.Conformance;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Tests.OutputCaching;

/// <summary>What the framework's own suite checks of a store of pages, and what is stored of a page whose tags are evicted meanwhile, whatever the store. A second client stands for a second process.</summary>
public abstract partial class OutputCacheConformance : HelperConformance
{
    private readonly string _key = NewName();

    private string TagOf(string name) => _key + name;

    // Outside of a request.
    private KvOutputCacheStore Pages => field ??= new KvOutputCacheStore(Store, new Request());

    [Fact]
    public async Task H10_A_page_that_was_never_stored_is_none()
    {
        var pipe = new Pipe();
        Assert.Null(await Pages.GetAsync(_key, default));
        Assert.False(await Pages.TryGetAsync(_key, pipe.Writer, default));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1017, false)]
    [InlineData(1017, true)]
    [InlineData(300_000, true)]
    public async Task H10_A_page_comes_back_byte_for_byte_in_both_forms(int size, bool isSequence)
    {
        var page = new byte[size];
        Random.Shared.NextBytes(page);
        if (isSequence)
            await Pages.SetAsync(_key, new ReadOnlySequence<byte>(page), new[] { TagOf("a") }, Minute, default);
        else
            await Pages.SetAsync(_key, page, null, Minute, default);

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        Assert.Equal(page, await Pages.GetAsync(_key, default));
        Assert.True(await Pages.TryGetAsync(_key, pipe.Writer, default));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(page, (await pipe.Reader.ReadAtLeastAsync(size + 1)).Buffer.ToArray());
        Assert.InRange((await Store.TtlAsync(Bytes($"derp:page:{_key}")))!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task H10_An_eviction_takes_the_pages_with_the_tag_and_no_others_as_often_as_it_is_called()
    {
        (string Name, string[]? Tags)[] pages = [("none", null), ("a", [TagOf("a")]), ("b", [TagOf("b")]), ("ab", [TagOf("a"), TagOf("b")])];
        foreach (var (name, tags) in pages)
            await Pages.SetAsync(_key + name, [1], tags, Minute, default);
        Assert.Equal(["none", "a", "b", "ab"], await FoundAsync());

        for (var i = 0; i < 2; i++)
        {
            await Pages.EvictByTagAsync(TagOf("a"), default);
            Assert.Equal(["none", "b"], await FoundAsync());
        }

        await Pages.EvictByTagAsync(TagOf("b"), default);
        Assert.Equal(["none"], await FoundAsync());

        async Task<List<string>> FoundAsync()
        {
            var found = new List<string>();
            foreach (var (name, _) in pages)
            {
                if (await Pages.GetAsync(_key + name, default) is not null)
                    found.Add(name);
            }

            return found;
        }
    }

    [Fact]
    public async Task H10_Nulls_are_refused_by_name()
    {
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Pages.GetAsync(null!, default))).ParamName);
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Pages.SetAsync(null!, [1], null, Minute, default))).ParamName);
        Assert.Equal("value", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Pages.SetAsync(_key, null!, null, Minute, default))).ParamName);
        Assert.Equal("tag", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Pages.EvictByTagAsync(null!, default))).ParamName);
        Assert.Equal("tags", (await Assert.ThrowsAsync<ArgumentException>(async () => await Pages.SetAsync(_key, [1], [null!], Minute, default))).ParamName);
    }

    [Fact]
    public async Task H10_A_hit_is_one_round_trip_and_with_tags_two()
    {
        await Pages.SetAsync(_key, [1], null, Minute, default);
        await Pages.SetAsync(_key + "tagged", [1], [TagOf("a"), TagOf("b")], Minute, default);
        var client = OtherClient();
        var pages = new KvOutputCacheStore(client, new Request(new DefaultHttpContext()));

        await pages.GetAsync(_key, default);
        Assert.Equal(["MGet"], client.Operations);
        client.ClearOperations();
        await pages.GetAsync(_key + "tagged", default);
        Assert.Equal(["MGet", "MGet"], client.Operations);
    }

    [Fact]
    public async Task H10_A_stamp_that_is_gone_revives_no_page()
    {
        await Pages.SetAsync(_key, [1], [TagOf("a")], Minute, default);
        await Store.DeleteAsync(Bytes($"derp:tag:page:{TagOf("a")}"));
        Assert.Null(await Pages.GetAsync(_key, default));
    }

    [Fact]
    public async Task C25_While_the_store_is_down_there_are_no_pages_and_an_eviction_fails()
    {
        var client = OtherClient();
        var pages = new KvOutputCacheStore(client, new Request(new DefaultHttpContext()));
        client.TakeDown();
        Assert.Null(await pages.GetAsync(_key, default));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await pages.SetAsync(_key, [1], null, Minute, default));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await pages.EvictByTagAsync(TagOf("a"), default));
    }

    /// <summary>What a request's flow has: one request, or none.</summary>
    private sealed class Request(HttpContext? http = null) : IHttpContextAccessor
    {
        public HttpContext? HttpContext { get; set; } = http;
    }
}
