using Derp.Kv.Coordination.Leases;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// Items that others compute or wait for, here and elsewhere.
public abstract partial class BatchConformance
{
    [Fact]
    public async Task B7_Single_and_batch_calls_share_entries_both_ways()
    {
        var entries = Entries();
        var batch = Batch(entries);

        await GetOneAsync("a", entries);
        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"], batch));
        Assert.Equal("b", await GetOneAsync("b", entries));

        Assert.Equal(["one a", "b"], _runs);
    }

    [Fact]
    public async Task B4_A_single_call_joins_a_batch_that_computes_its_item()
    {
        var (began, end) = (new Gate(), new Gate());
        var batch = GetAsync(["a", "b"], body: Held(began, end)).AsTask();
        await began.WaitAsync();
        var single = GetOneAsync("b").AsTask();
        Assert.False(single.IsCompleted);
        await JoinedAsync("b", 2);

        end.Open();

        Assert.Equal("b", await single);
        Assert.Equal(Named(["a", "b"]), await batch);
        Assert.Equal(["a b"], _runs);
    }

    [Fact]
    public async Task B4_A_batch_joins_single_calls_and_computes_the_rest_meanwhile()
    {
        var (began, end) = (new Gate(), new Gate());
        var single = GetOneAsync("a", body: async _ =>
        {
            began.Open();
            await end.WaitAsync();
            return "a";
        }).AsTask();
        await began.WaitAsync();

        var batch = GetAsync(["a", "b"]).AsTask();
        await Eventually.HoldsAsync(() => IsStoredAsync("b"), "What the batch owns should be stored.");
        Assert.False(batch.IsCompleted);
        end.Open();

        Assert.Equal("a", await single);
        Assert.Equal(Named(["a", "b"]), await batch);
        Assert.Equal(["one a", "b"], _runs);
    }

    [Fact]
    public async Task B3_B4_What_another_process_computes_is_waited_for_after_the_own_is_stored()
    {
        var elsewhere = OtherClient();
        var (began, end) = (new Gate(), new Gate());
        var single = GetOneAsync("b", client: elsewhere, body: async _ =>
        {
            began.Open();
            await end.WaitAsync();
            return "theirs";
        }).AsTask();
        await began.WaitAsync();

        var batch = GetAsync(["a", "b", "c"]).AsTask();
        await Eventually.HoldsAsync(async () => await IsStoredAsync("a") && await IsStoredAsync("c"), "What the batch owns should be stored.");
        Assert.False(await IsLeasedAsync(KeyOf("a")));
        Assert.False(batch.IsCompleted);
        end.Open();

        Assert.Equal(new Dictionary<string, string?> { ["a"] = "a", ["b"] = "theirs", ["c"] = "c" }, await batch);
        await single;
        Assert.Equal(["one b", "a c"], _runs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B3_Two_batches_in_opposite_order_do_not_wait_for_each_other(bool isElsewhere)
    {
        var other = isElsewhere ? OtherClient() : Store;
        for (var round = 0; round < 20; round++)
        {
            var ids = Ids(6).Select(id => $"{round}-{id}").ToArray();
            var values = await Task.WhenAll(
                Task.Run(async () => await GetAsync(ids)),
                Task.Run(async () => await GetAsync(ids.Reverse(), client: other)));
            Assert.All(values, each => Assert.Equal(6, each.Count));
        }

        Assert.Equal(20 * 6, _runs.Sum(static run => run.Split(' ').Length));
    }

    [Fact]
    public async Task C18_An_item_whose_holder_fails_is_computed_by_the_batch_that_waits()
    {
        var elsewhere = OtherClient();
        var (began, end) = (new Gate(), new Gate());
        var single = GetOneAsync("b", client: elsewhere, body: async _ =>
        {
            began.Open();
            await end.WaitAsync();
            throw new InvalidDataException();
        }).AsTask();
        await began.WaitAsync();
        var batch = GetAsync(["a", "b"]).AsTask();
        await Eventually.HoldsAsync(() => IsStoredAsync("a"), "What the batch owns should be stored.");

        end.Open();

        await Assert.ThrowsAsync<InvalidDataException>(() => single);
        Assert.Equal(Named(["a", "b"]), await batch);
        Assert.Equal(["one b", "a", "b"], _runs);
        Assert.True(await IsStoredAsync("b"));
    }

    [Fact]
    public async Task C19_Past_its_wait_a_batch_computes_what_others_hold_and_does_not_store_it()
    {
        var token = Coordination.LeaseToken.Create();
        foreach (var id in (string[])["b", "c"])
            Assert.True((await Store.GetOrLeaseAsync(KeyOf(id), token, Minute)).IsGranted);

        var method = Batch(Entries(new CachedPolicy { Ttl = Minute, WaitTimeout = TimeSpan.FromMilliseconds(40) }));
        Assert.Equal(Named(["a", "b", "c"]), await GetAsync(["a", "b", "c"], method));

        Assert.Equal(["a", "b c"], _runs);
        Assert.False(await IsStoredAsync("b"));
        Assert.True(await Store.ReleaseLeaseAsync(KeyOf("b"), token));
        Assert.True(await Store.ReleaseLeaseAsync(KeyOf("c"), token));
    }

    private static Func<string[], CancellationToken, ValueTask<IReadOnlyDictionary<string, string?>>> Held(Gate began, Gate end) => async (ids, _) =>
    {
        began.Open();
        await end.WaitAsync();
        return Named(ids);
    };

    // Callers of an item's flight, its starter among them.
    private Task JoinedAsync(string id, int callers) => Eventually.HoldsAsync(
        () => Task.FromResult(Store.Flights.Find(KeyOf(id)) is { } flight && flight.Callers == callers),
        $"{callers} calls should wait for the item.");
}
