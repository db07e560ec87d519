using Derp.Kv.Runtime;
using Derp.Kv.Serialization;

namespace Derp.Kv.Conformance;

// What the body is asked for, and what callers get of what it returns.
public abstract partial class BatchConformance
{
    [Fact]
    public async Task B1_Without_items_no_body_runs_and_nothing_is_asked()
    {
        var client = OtherClient();

        Assert.Empty(await GetAsync([], client: client));
        Assert.Empty(await GetAlignedAsync([], client: client));

        Assert.Empty(client.Operations);
        Assert.Empty(_runs);
    }

    [Fact]
    public async Task B1_Where_all_have_values_no_body_runs_and_one_command_is_sent()
    {
        await GetAsync(["a", "b", "c"]);
        var client = OtherClient();

        Assert.Equal(Named(["c", "a", "b"]), await GetAsync(["c", "a", "b", "a"], client: client));

        Assert.Equal(["MGet"], client.Operations);
        Assert.Equal(["a b c"], _runs);
    }

    [Fact]
    public async Task B1_The_body_gets_each_missing_item_once_in_the_order_of_the_call()
    {
        await GetAsync(["b", "d"]);

        Assert.Equal(Named(["c", "b", "a", "d", "e"]), await GetAsync(["c", "b", "a", "c", "d", "e", "a"]));

        Assert.Equal(["b d", "c a e"], _runs);
    }

    [Fact]
    public async Task B1_A_body_gets_no_more_items_than_MaxBatch()
    {
        Assert.Equal(5, (await GetAsync(Ids(5), Batch(maxBatch: 2))).Count);

        Assert.Equal(["0 1", "2 3", "4"], _runs);
        Assert.Equal(5, (await GetAsync(Ids(5))).Count);
        Assert.Equal(3, _runs.Count);
    }

    [Fact]
    public async Task B1_Reads_are_chunks_of_256()
    {
        var client = OtherClient();

        Assert.Equal(300, (await GetAsync(Ids(300), client: client)).Count);
        Assert.Equal(["MGet", "MGet"], client.Operations.Where(static operation => operation == "MGet"));
        Assert.Single(_runs);
        client.ClearOperations();

        Assert.Equal(300, (await GetAsync(Ids(300), client: client)).Count);
        Assert.Equal(["MGet", "MGet"], client.Operations);
    }

    [Fact]
    public async Task B1_A_null_item_is_refused_before_anything_is_asked()
    {
        var client = OtherClient();

        await Assert.ThrowsAsync<ArgumentException>(async () => await GetAsync(["a", null!], client: client));
        await Assert.ThrowsAsync<ArgumentException>(async () => await GetAlignedAsync([null!], client: client));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await GetAsync(null!, client: client));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task C6_A_token_that_is_cancelled_on_entry_throws_before_anything_is_asked()
    {
        var client = OtherClient();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await GetAsync(["a"], client: client, cancellationToken: new CancellationToken(true)));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task B2_What_the_body_leaves_out_is_a_null_that_is_stored()
    {
        Assert.Equal(Named(["a"]), await GetAsync(["a", "none"], body: static (_, _) => new(Named(["a"]))));
        Assert.Equal(Named(["a"]), await GetAsync(["a", "none"]));

        Assert.Equal(["a none"], _runs);
        Assert.Null(await GetOneAsync("none"));
        Assert.Single(_runs);
    }

    [Fact]
    public async Task B2_C30_With_CacheNulls_false_what_the_body_leaves_out_is_not_stored()
    {
        var method = Batch(Entries(new CachedPolicy { Ttl = Minute, CacheNulls = false }));

        Assert.Equal(Named(["a"]), await GetAsync(["a", "none"], method, body: static (_, _) => new(Named(["a"]))));

        await ReleasedAsync("none");
        Assert.False(await IsStoredAsync("none"));
        Assert.Equal(Named(["a", "none"]), await GetAsync(["a", "none"], method));
        Assert.Equal(["a none", "none"], _runs);
    }

    [Fact]
    public async Task B2_What_was_not_asked_for_is_neither_returned_nor_stored()
    {
        Assert.Equal(Named(["a"]), await GetAsync(["a"], body: static (_, _) => new(Named(["a", "more"]))));

        Assert.False(await IsStoredAsync("more"));
    }

    [Fact]
    public async Task B8_An_aligned_result_has_one_place_for_each_item()
    {
        Assert.Equal(["b", "a", "b", null], await GetAlignedAsync(["b", "a", "b", "none"], static ids => [.. ids.Select(static id => id == "none" ? null : id)]));
        Assert.Equal([null, "a", "a"], await GetAlignedAsync(["none", "a", "a"]));

        Assert.Equal(["b a none"], _runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task B8_An_aligned_result_of_another_length_is_an_error_and_nothing_is_stored(int length)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await GetAlignedAsync(["a", "b"], _ => Ids(length)));

        Assert.Contains($"Tests.Many returned {length} values for 2 items", error.Message, StringComparison.Ordinal);
        Assert.False(await IsStoredAsync("a"));
        await ReleasedAsync("a");
        await ReleasedAsync("b");
    }

    [Fact]
    public async Task B8_A_body_that_returns_null_is_an_error()
    {
        Assert.Contains("Tests.Many", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await GetAlignedAsync(["a"], static _ => null!))).Message, StringComparison.Ordinal);
        Assert.Contains("Tests.Many", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await GetAsync(["a"], body: static (_, _) => default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C9_Callers_never_share_what_can_change()
    {
        var method = new CachedBatchMethod<BatchKey, string, List<int>?>("Tests.Lists", new CachedMethod<BatchKey, List<int>?>("Tests.List", "batch:{name}:{id}", "list", KvSerializers.List(KvSerializers.Int32)!, new CachedPolicy { Ttl = Minute }));
        var made = new List<int> { 1 };

        var first = await CallAsync();
        first["a"]!.Add(2);
        var second = await CallAsync();

        Assert.NotSame(made, first["a"]);
        Assert.Equal([1], second["a"]);
        Assert.Equal([1], made);

        ValueTask<Dictionary<string, List<int>?>> CallAsync() => method.InvokeAsync(
            Store,
            ["a"],
            (_name, made),
            static (s, id) => new BatchKey(s._name, id),
            static (s, _, _) => new(new Dictionary<string, List<int>?> { ["a"] = s.made }),
            tags: null,
            default);
    }

    [Fact]
    public async Task C31_Stored_bytes_that_do_not_fit_are_a_miss_and_are_replaced()
    {
        await GetAsync(["a", "b"]);
        await Store.SetAsync(KeyOf("a"), Bytes("garbage"));

        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"]));
        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"]));

        Assert.Equal(["a b", "a"], _runs);
    }

    [Fact]
    public async Task C33_A_value_that_cannot_be_written_is_returned_and_the_others_are_stored()
    {
        var values = await GetAsync(["a", "b"], body: static (_, _) => new(new Dictionary<string, string?> { ["a"] = Utf8Serializer.Poison, ["b"] = "b" }));

        Assert.Equal((Utf8Serializer.Poison, "b"), (values["a"], values["b"]));
        Assert.False(await IsStoredAsync("a"));
        Assert.True(await IsStoredAsync("b"));
        await ReleasedAsync("a");
    }

    [Fact]
    public async Task C39_Each_item_has_a_lifetime_of_its_own()
    {
        var lifetimes = new System.Collections.Concurrent.ConcurrentQueue<TimeSpan>();
        var client = OtherClient();
        client.Committing = lifetimes.Enqueue;

        await GetAsync(Ids(50), Batch(Entries(new CachedPolicy { Ttl = TimeSpan.FromSeconds(100), Jitter = 0.2 })), client);

        Assert.All(lifetimes, lifetime => Assert.InRange(lifetime, TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(100)));
        Assert.True(lifetimes.Distinct().Count() > 25);
    }

    [Fact]
    public async Task With_the_cache_switched_off_the_body_gets_all_items()
    {
        var client = OtherClient(new KvClientOptions { CacheEnabled = false });

        Assert.Equal(Named(Ids(3)), await GetAsync(["0", "1", "0", "2"], Batch(maxBatch: 2), client));
        Assert.Equal(["0", "0"], await GetAlignedAsync(["0", "0"], client: client));

        Assert.Equal(["0 1", "2", "0"], _runs);
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task Many_are_invalidated_and_those_counted_that_were_there()
    {
        await GetAsync(["a", "b", "c"]);

        Assert.Equal(2, await Batch().InvalidateManyAsync(Store, ["a", "b", "a", "never"], _name, static (name, id) => new BatchKey(name, id), default));

        Assert.Equal(Named(["a", "b", "c"]), await GetAsync(["a", "b", "c"]));
        Assert.Equal(["a b c", "a b"], _runs);
    }

    [Fact]
    public async Task C29_An_invalidation_that_fails_throws()
    {
        var client = OtherClient();
        client.TakeDown();

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await Batch().InvalidateManyAsync(client, ["a", "b"], _name, static (name, id) => new BatchKey(name, id), default));
    }

    [Fact]
    public async Task B1_N6_What_is_in_memory_costs_no_command()
    {
        var policy = new CachedPolicy { Ttl = Minute, Near = TimeSpan.FromSeconds(20), IsFrozen = true };
        var near = Batch2(new NearCachedMethod<NearKey, string?>("Tests.Near", "near:{name}", "string", Utf8Serializer.Instance, policy));
        var text = Batch2(new NearCachedTextMethod<NearTextKey, string?>("Tests.Text", "near:{name}", "string", Utf8Serializer.Instance, policy));
        var client = OtherClient();

        // Its first confirmation voids what was there before.
        await Eventually.HoldsAsync(() => Task.FromResult(client.OpenNear().Notices.AreOn), "The subscription should stand.");

        Assert.Equal(Named(["a", "b"]), await CallAsync(near, static (name, id) => new NearKey(name + id)));
        Assert.Equal(Named(["a", "b"]), await CallAsync(text, static (name, id) => new NearTextKey(name + id)));
        client.ClearOperations();

        // The first has what its commits have vouched for, the second what its read has brought.
        Assert.Equal(Named(["b", "a"]), await CallAsync(near, static (name, id) => new NearKey(name + id)));
        Assert.Equal(Named(["b", "a"]), await CallAsync(text, static (name, id) => new NearTextKey(name + id)));

        Assert.Empty(client.Operations);
        Assert.Single(_runs);

        static CachedBatchMethod<TKey, string, string?> Batch2<TKey>(CachedEntries<TKey, string?> entries)
            where TKey : struct, Keys.IKvKey => new("Tests.ManyNear", entries);

        ValueTask<Dictionary<string, string?>> CallAsync<TKey>(CachedBatchMethod<TKey, string, string?> method, Func<string, string, TKey> key)
            where TKey : struct, Keys.IKvKey => method.InvokeAsync(
                client,
                ["a", "b"],
                (self: this, key),
                static (s, id) => s.key(s.self._name, id),
                static (s, ids, _) =>
                {
                    s.self._runs.Enqueue(string.Join(' ', ids));
                    return new(Named(ids));
                },
                tags: null,
                default);
    }
}
