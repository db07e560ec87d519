using Derp.Kv.Conformance;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

// Tags are a matter of the entry: what it was stored with decides, not what a reader names.
public abstract partial class HybridCacheConformance
{
    private string TagOf(string name) => _key + name;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task H10_Removing_a_tag_of_the_entry_means_a_new_run_and_any_other_tag_means_nothing(bool withOther)
    {
        string[] tags = withOther ? [TagOf("a"), TagOf("b")] : [TagOf("a")];
        var (other, _) = Other();
        Assert.Equal("value 1", await ReadAsync(tags: tags));

        await other.RemoveByTagAsync(TagOf("foreign"));
        Assert.Equal("value 1", await ReadAsync(tags: tags));

        await other.RemoveByTagAsync(TagOf("a"));
        Assert.Equal("value 2", await ReadAsync(tags: tags));
        Assert.Equal("value 2", await ReadAsync(other, tags: tags));
    }

    [Fact]
    public async Task H10_Removing_a_tag_while_the_factory_runs_wins()
    {
        string[] tags = [TagOf("a")];
        var (other, _) = Other();
        Assert.Equal("value 1", await ReadAsync(tags: tags, factory: async () => await other.RemoveByTagAsync(TagOf("a"))));
        Assert.Equal("value 2", await ReadAsync(tags: tags));
        Assert.Equal("value 2", await ReadAsync(tags: tags));
    }

    [Fact]
    public async Task H10_Removing_the_key_while_the_factory_runs_wins()
    {
        var (other, _) = Other();
        Assert.Equal("value 1", await ReadAsync(factory: async () => await other.RemoveAsync(_key)));
        Assert.Equal("value 2", await ReadAsync());
    }

    [Fact]
    public async Task H10_A_stamp_that_is_gone_revives_nothing()
    {
        string[] tags = [TagOf("a")];
        await ReadAsync(tags: tags);
        await Store.DeleteAsync(Bytes($"derp:tag:hybrid:{TagOf("a")}"));
        Assert.Equal("value 2", await ReadAsync(tags: tags));
    }

    [Fact]
    public async Task H10_Who_does_not_name_the_tags_of_an_entry_gets_it_by_a_second_read()
    {
        await ReadAsync(tags: [TagOf("a"), TagOf("b")]);
        var (other, client) = Other();

        Assert.Equal("value 1", await ReadAsync(other));
        Assert.Equal(["MGet", "MGet"], client.Operations);
        Assert.Equal("value 1", await ReadAsync(other, tags: [TagOf("b"), TagOf("c")]));

        await Cache.RemoveByTagAsync(TagOf("a"));
        Assert.Equal("value 2", await ReadAsync(other));
    }

    [Fact]
    public async Task H10_Tags_are_named_in_any_order_and_more_than_once()
    {
        await ReadAsync(tags: [TagOf("a"), TagOf("b"), TagOf("a")]);
        var (other, client) = Other();
        Assert.Equal("value 1", await ReadAsync(other, tags: [TagOf("b"), TagOf("a")]));
        Assert.Equal(["MGet"], client.Operations);
    }

    [Fact]
    public async Task H10_Many_tags_hold()
    {
        string[] tags = [.. Enumerable.Range(0, 128).Select(i => TagOf($"{i}"))];
        await ReadAsync(tags: tags);
        Assert.Equal("value 1", await ReadAsync(tags: tags));
        await Cache.RemoveByTagAsync(TagOf("127"));
        Assert.Equal("value 2", await ReadAsync(tags: tags));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("*")]
    public async Task H10_A_tag_that_is_none_is_refused_and_nothing_runs(string? tag)
    {
        var (cache, client) = Other();
        var e = await Assert.ThrowsAsync<ArgumentException>(async () => await ReadAsync(cache, tags: ["a", tag!]));
        Assert.Equal("tags", e.ParamName);
        Assert.Equal(0, _runs);
        Assert.Empty(client.Operations);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task H10_To_remove_no_tag_is_nothing(string? tag)
    {
        var (cache, client) = Other();
        await cache.RemoveByTagAsync(tag!);
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task H10_What_is_done_to_the_collection_of_tags_afterwards_plays_no_part()
    {
        string[] tags = [TagOf("a")];
        await ReadAsync(tags: tags, factory: () =>
        {
            tags[0] = TagOf("other");
            return Task.CompletedTask;
        });
        await Cache.RemoveByTagAsync(TagOf("a"));
        Assert.Equal("value 2", await ReadAsync(tags: [TagOf("a")]));
    }

    [Fact]
    public async Task S6_Where_the_stamps_cannot_be_made_the_factory_runs_and_nothing_is_stored()
    {
        var (cache, client) = Other();
        client.Before = static operation => operation == "TakeStamp" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        Assert.Equal("value 1", await ReadAsync(cache, tags: [TagOf("a")]));
        client.BringBack();
        Assert.Equal("value 2", await ReadAsync(cache, tags: [TagOf("a")]));
    }

    [Fact]
    public async Task S1_A_call_after_a_removal_joins_no_run_from_before()
    {
        string[] tags = [TagOf("a")];
        var (started, goOn) = (new Gate(), new Gate());
        var old = ReadAsync(tags: tags, factory: async () =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();

        await Cache.RemoveByTagAsync(TagOf("a"));
        var later = ReadAsync(tags: tags).AsTask();
        goOn.Open();

        Assert.Equal("value 1", await old);
        Assert.Equal("value 2", await later);
    }
}
