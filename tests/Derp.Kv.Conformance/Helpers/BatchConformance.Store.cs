using Derp.Kv.Coordination.Leases;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// What is asked of the store, and what becomes of items for which it fails.
public abstract partial class BatchConformance
{
    [Fact]
    public async Task B1_Leases_are_asked_for_together_and_so_are_commits()
    {
        const int Count = 8;
        var client = OtherClient();
        var (asked, committed) = (0, 0);
        var (allAsked, allCommitted) = (new Gate(), new Gate());
        client.Before = async operation =>
        {
            // No answer comes before all requests are under way.
            if (operation == "GetOrLease")
                await AllAsync(ref asked, allAsked);
            else if (operation == "CommitLease")
                await AllAsync(ref committed, allCommitted);
        };

        Assert.Equal(Count, (await GetAsync(Ids(Count), client: client)).Count);

        Assert.Equal(
            ["MGet", .. Enumerable.Repeat("GetOrLease", Count), .. Enumerable.Repeat("CommitLease", Count)],
            client.Operations.Where(static operation => operation != "RenewLease"));

        static Task AllAsync(ref int count, Gate all)
        {
            if (Interlocked.Increment(ref count) == Count)
                all.Open();
            return all.WaitAsync();
        }
    }

    [Fact]
    public async Task B6_An_item_that_is_invalidated_meanwhile_is_returned_and_only_it_is_not_stored()
    {
        Assert.Equal(Named(["a", "b", "c"]), await GetAsync(["a", "b", "c"], body: async (ids, _) =>
        {
            await Store.InvalidateAsync(KeyOf("b"));
            return Named(ids);
        }));

        Assert.True(await IsStoredAsync("a"));
        Assert.False(await IsStoredAsync("b"));
        Assert.True(await IsStoredAsync("c"));
        await ReleasedAsync("b");
    }

    [Fact]
    public async Task B6_Invalidated_elsewhere_it_is_not_stored_either()
    {
        var elsewhere = OtherClient();

        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"], body: async (ids, _) =>
        {
            await elsewhere.InvalidateAsync(KeyOf("b"));
            return Named(ids);
        }));

        Assert.True(await IsStoredAsync("a"));
        Assert.False(await IsStoredAsync("b"));
    }

    [Fact]
    public async Task C21_A_read_after_an_invalidation_does_not_join_the_batch_from_before()
    {
        var (began, end) = (new Gate(), new Gate());
        var batch = GetAsync(["a", "b"], body: Held(began, end)).AsTask();
        await began.WaitAsync();
        await Store.InvalidateAsync(KeyOf("a"));

        Assert.Equal("fresh", await GetOneAsync("a", body: static _ => new("fresh")));
        end.Open();

        Assert.Equal(Named(["a", "b"]), await batch);
        Assert.Equal("fresh", await GetOneAsync("a"));
    }

    [Theory]
    [InlineData("GetOrLease")]
    [InlineData("CommitLease")]
    public async Task B6_A_key_that_fails_costs_its_own_item_only(string failing)
    {
        var client = OtherClient();
        var count = 0;
        client.Before = operation => operation == failing && Interlocked.Increment(ref count) == 2 ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        Assert.Equal(Named(["a", "b", "c"]), await GetAsync(["a", "b", "c"], client: client));

        Assert.Equal(["a b c"], _runs);
        Assert.True(await IsStoredAsync("a"));
        Assert.False(await IsStoredAsync("b"));
        Assert.True(await IsStoredAsync("c"));
        await ReleasedAsync("b");
    }

    [Fact]
    public async Task C20_A_lease_that_was_granted_without_an_answer_is_released()
    {
        var client = OtherClient();
        var count = 0;
        client.After = operation => operation == "GetOrLease" && Interlocked.Increment(ref count) == 2 ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;

        Assert.Equal(Named(["a", "b", "c"]), await GetAsync(["a", "b", "c"], client: client));

        Assert.True(await IsStoredAsync("a"));
        Assert.False(await IsStoredAsync("b"));
        await ReleasedAsync("b");
    }

    [Fact]
    public async Task C25_C28_While_the_store_is_down_the_body_runs_and_one_command_is_sent()
    {
        var client = OtherClient();
        client.TakeDown();

        Assert.Equal(Named(Ids(3)), await GetAsync(Ids(3), Batch(maxBatch: 2), client));

        Assert.Equal(["0 1", "2"], _runs);
        Assert.Equal(["MGet"], client.Operations);
    }

    [Fact]
    public async Task C28_A_store_that_grants_no_lease_is_not_asked_again_for_the_next_chunk()
    {
        var client = OtherClient();
        client.Before = static operation => operation == "GetOrLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        Assert.Equal(Named(Ids(5)), await GetAsync(Ids(5), Batch(maxBatch: 2), client));

        Assert.Equal(["0 1", "2 3", "4"], _runs);
        Assert.Equal(2, client.Operations.Count(static operation => operation == "GetOrLease"));
    }

    [Fact]
    public async Task C28_With_the_breaker_open_nothing_is_asked()
    {
        var client = OtherClient();
        client.TakeDown();
        for (var i = 0; i < 5; i++)
            await GetAsync(["a"], client: client);
        client.ClearOperations();

        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"], client: client));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task C28_A_store_that_takes_no_writes_is_still_read()
    {
        await GetAsync(["a"]);
        var client = OtherClient();
        client.Before = static operation => operation == "GetOrLease" ? throw InterceptingKvClient.Refused() : default;
        for (var i = 0; i < 5; i++)
            await GetAsync([$"x{i}"], client: client);
        client.ClearOperations();

        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"], client: client));

        Assert.Equal(["MGet"], client.Operations);
        Assert.Equal("b", _runs.Last());
    }

    [Fact]
    public async Task I27_Leases_are_renewed_while_the_body_runs()
    {
        var client = OtherClient();
        var renewed = new Gate();
        var count = 0;
        client.After = operation =>
        {
            if (operation == "RenewLease" && Interlocked.Increment(ref count) == 6)
                renewed.Open();
            return default;
        };
        var method = Batch(Entries(new CachedPolicy { Ttl = Minute, LockTtl = TimeSpan.FromMilliseconds(300) }));

        Assert.Equal(Named(["a", "b"]), await GetAsync(["a", "b"], method, client, body: async (ids, _) =>
        {
            await renewed.WaitAsync();
            return Named(ids);
        }));

        Assert.True(await IsStoredAsync("a"));
        Assert.True(await IsStoredAsync("b"));
    }

    [Fact]
    public async Task C5_Nothing_is_left_when_all_calls_have_ended()
    {
        var client = OtherClient();
        await GetAsync(Ids(10), Batch(maxBatch: 3), client);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await GetAsync(["x", "y"], client: client, body: static (_, _) => throw new InvalidDataException()));

        Assert.Equal(0, client.Flights.Count);
        await Eventually.HoldsAsync(() => Task.FromResult((client.Flights.Running.Count, client.Flights.Leases.Count, client.Gate.Undecided.Count, client.Gate.Calls.Count) == (0, 0, 0, 0)), "Nothing should be left.");
    }

    [Fact]
    public async Task I28_A_client_that_is_disposed_of_runs_no_body_any_more_and_keeps_no_lease()
    {
        var client = new InterceptingKvClient(Store);
        var (asked, go) = (new Gate(), new Gate());
        client.Before = async operation =>
        {
            if (operation != "MGet")
                return;
            asked.Open();
            await go.WaitAsync();
        };
        var call = GetAsync(["a", "b"], client: client).AsTask();
        await asked.WaitAsync();
        var disposal = client.DisposeAsync().AsTask();
        go.Open();

        // Begun before, it ends as ever or is refused; either way nothing stays behind.
        await Record.ExceptionAsync(() => call);
        await disposal;
        await ReleasedAsync("a");
        await ReleasedAsync("b");
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await GetAsync(["a"], client: client));
    }
}
