using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// Tags of items, and what a write has made out of date.
public abstract partial class BatchConformance
{
    private byte[] StampKeyOf(string tag) => Bytes($"derp:tag:{_name}{tag}");

    // Each item has a tag of its own, and one that all have.
    private ValueTask<Dictionary<string, string?>> GetTaggedAsync(IEnumerable<string> ids, KvClient? client = null, Func<string[], CancellationToken, ValueTask<IReadOnlyDictionary<string, string?>>>? body = null) =>
        GetAsync(ids, client: client, body: body, tags: (id, call) =>
        {
            call.Add(new TagKey(_name + "all"));
            call.Add(new TagKey(_name + id));
        });

    [Fact]
    public async Task S7_Values_and_stamps_are_one_read_and_each_tag_is_asked_for_once()
    {
        var client = OtherClient();
        await GetTaggedAsync(["a", "b"], client);
        Assert.Equal(
            ["CommitLease", "CommitLease", "GetOrLease", "GetOrLease", "MGet", "TakeStamp", "TakeStamp", "TakeStamp"],
            client.Operations.Order());
        client.ClearOperations();

        Assert.Equal(Named(["b", "a"]), await GetTaggedAsync(["b", "a"], client));

        Assert.Equal(["MGet"], client.Operations);
        Assert.Equal(["a b"], _runs);
    }

    [Fact]
    public async Task S1_The_tag_of_an_item_concerns_it_alone_and_the_tag_of_all_concerns_all()
    {
        await GetTaggedAsync(["a", "b", "c"]);

        await Store.InvalidateTagAsync(StampKeyOf("b"));
        Assert.Equal(Named(["a", "b", "c"]), await GetTaggedAsync(["a", "b", "c"]));
        await Store.InvalidateTagAsync(StampKeyOf("all"));
        Assert.Equal(Named(["a", "b", "c"]), await GetTaggedAsync(["a", "b", "c"]));

        Assert.Equal(["a b c", "b", "a b c"], _runs);
    }

    [Fact]
    public async Task S2_A_tag_that_is_invalidated_meanwhile_makes_its_values_misses()
    {
        Assert.Equal(Named(["a", "b"]), await GetTaggedAsync(["a", "b"], body: async (ids, _) =>
        {
            await OtherClient().InvalidateTagAsync(StampKeyOf("b"));
            return Named(ids);
        }));

        Assert.Equal(Named(["a", "b"]), await GetTaggedAsync(["a", "b"]));
        Assert.Equal(["a b", "b"], _runs);
    }

    [Fact]
    public async Task W5_While_an_item_settles_only_it_is_not_stored()
    {
        await Store.InvalidateAndSettleAsync(KeyOf("a"), Minute);
        await Store.InvalidateTagAndSettleAsync(StampKeyOf("b"), Minute);

        Assert.Equal(Named(["a", "b", "c"]), await GetTaggedAsync(["a", "b", "c"]));

        Assert.Equal(["a b c"], _runs);
        Assert.False(await IsStoredAsync("a"));
        Assert.False(await IsStoredAsync("b"));
        Assert.True(await IsStoredAsync("c"));
    }

    [Fact]
    public async Task W4_What_this_flow_has_written_is_computed_aside_while_its_invalidation_is_held_back()
    {
        var write = new InvalidatingMethod<NoValue>("Tests.Write");
        await GetAsync(["a", "b"]);
        await using var deferred = Store.DeferInvalidations();
        await write.InvokeAsync(
            Store,
            KeyOf("a"),
            static (_, _) => default,
            static (key, keys) => keys.AddKey(new InvalidationPolicy(), key),
            result: null,
            deferred: null,
            default);

        Assert.Equal("new", (await GetAsync(["a", "b"], body: static (_, _) => new(new Dictionary<string, string?> { ["a"] = "new" })))["a"]);
        await deferred.FlushAsync();

        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"]));
        Assert.Equal(["a b", "a", "a"], _runs);
    }

    private readonly struct TagKey(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer) => writer.Append(name);
    }
}
