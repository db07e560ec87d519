using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

// Waiting for the owner of a claim. The waiting client's clock stands still in these tests, so that only a notice can wake it.
public abstract partial class IdempotencyConformance
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // A waiting client, and a gate that opens when the store has its mark: from then on nothing is lost.
    private (InterceptingKvClient Client, FakeTimeProvider Time, Gate Marked) WaitingClient()
    {
        var (time, marked) = (new FakeTimeProvider(), new Gate());
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        client.After = operation =>
        {
            if (operation == "ClaimOrWait" && client.Notices.AreOn)
                marked.Open();
            return default;
        };
        return (client, time, marked);
    }

    // Opens when the client has asked as one that waits.
    private static Gate LookOf(InterceptingKvClient client)
    {
        var looked = new Gate();
        client.After = operation =>
        {
            if (operation == "ClaimOrWait")
                looked.Open();
            return default;
        };
        return looked;
    }

    private async Task<(Task<IdempotentResult<string?>> Call, Gate Ends)> OwnerAsync(string key, Func<string?> result)
    {
        var (started, ends) = (new Gate(), new Gate());
        var call = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await ends.WaitAsync();
            return result();
        }).AsTask();
        await started.WaitAsync();
        return (call, ends);
    }

    [Fact]
    public async Task I8_A_completion_wakes_the_waiting_duplicate_with_the_result()
    {
        var key = NewName();
        var (client, _, marked) = WaitingClient();
        var owner = await OwnerAsync(key, static () => "paid");
        var duplicate = ExecuteAsync(client, key, NotAgain).AsTask();
        await marked.WaitAsync();

        owner.Ends.Open();

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await duplicate.WaitAsync(s_patience));
        Assert.Equal(["SetNxGet", "SubscribeToNotices", "ClaimOrWait", "ClaimOrWait"], client.Operations);
        await owner.Call;
    }

    [Fact]
    public async Task I9_A_release_wakes_the_waiting_duplicate_to_become_the_owner()
    {
        var key = NewName();
        var (client, _, marked) = WaitingClient();
        var owner = await OwnerAsync(key, static () => throw new FormatException());
        var duplicate = ExecuteAsync(client, key, static _ => ValueTask.FromResult<string?>("paid by the second")).AsTask();
        await marked.WaitAsync();

        owner.Ends.Open();

        Assert.Equal(new IdempotentResult<string?>("paid by the second", 200, false), await duplicate.WaitAsync(s_patience));
        await Assert.ThrowsAsync<FormatException>(() => owner.Call);
    }

    [Fact]
    public async Task I8_I9_Every_waiting_duplicate_is_woken_and_one_of_them_runs()
    {
        var (key, runs) = (NewName(), 0);
        var owner = await OwnerAsync(key, static () => throw new FormatException());
        var waiting = Enumerable.Range(0, 3).Select(_ => WaitingClient()).ToArray();
        var duplicates = waiting.SelectMany(one => Enumerable.Range(0, 3).Select(_ => ExecuteAsync(one.Client, key, _ =>
        {
            Interlocked.Increment(ref runs);
            return ValueTask.FromResult<string?>("paid");
        }).AsTask())).ToArray();
        foreach (var (client, _, _) in waiting)
            await Eventually.HoldsAsync(() => Task.FromResult(client.Operations.Count(static operation => operation == "ClaimOrWait") >= 3), "Each should have left its mark.");

        owner.Ends.Open();

        Assert.All(await Task.WhenAll(duplicates).WaitAsync(s_patience), static result => Assert.Equal("paid", result.Value));
        Assert.Equal(1, runs);
        await Assert.ThrowsAsync<FormatException>(() => owner.Call);
    }

    [Fact]
    public async Task I8_A_notice_that_comes_before_the_answer_it_belongs_to_is_not_missed()
    {
        var key = NewName();
        var (client, _, _) = WaitingClient();
        var told = new Gate();
        client.AfterNotice = told.Open;
        var owner = await OwnerAsync(key, static () => "paid");
        client.After = async operation =>
        {
            // The mark stands; before the duplicate hears that it has to wait, the result is stored.
            if (operation == "ClaimOrWait" && !owner.Ends.IsOpen)
            {
                owner.Ends.Open();
                await told.WaitAsync();
            }
        };

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await ExecuteAsync(client, key, NotAgain).AsTask().WaitAsync(s_patience));
        await owner.Call;
    }

    [Fact]
    public async Task I8_A_lost_notice_is_made_up_for_by_the_next_poll()
    {
        var key = NewName();
        var (client, time, marked) = WaitingClient();
        client.LoseNotices = true;
        var owner = await OwnerAsync(key, static () => "paid");
        var duplicate = ExecuteAsync(client, key, NotAgain).AsTask();
        await marked.WaitAsync();
        owner.Ends.Open();
        await owner.Call;
        Assert.False(duplicate.IsCompleted);

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return Task.FromResult(duplicate.IsCompleted);
        }, "The duplicate should have asked by itself.");

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await duplicate);
    }

    [Fact]
    public async Task I8_If_subscribing_is_refused_a_duplicate_polls_and_the_owner_is_not_kept_from_completing()
    {
        var key = NewName();
        var client = OtherClient();
        client.Before = static operation => operation == "SubscribeToNotices" ? throw new KvException("NOPERM") : default;
        var looked = LookOf(client);
        var owner = await OwnerAsync(key, static () => "paid");
        var duplicate = ExecuteAsync(client, key, NotAgain).AsTask();
        await looked.WaitAsync();

        owner.Ends.Open();

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await duplicate.WaitAsync(s_patience));
        Assert.Single(client.Operations, "SubscribeToNotices");
        await owner.Call;
    }

    [Fact]
    public async Task I7_I15_Waiting_leaves_the_record_and_its_expiry_as_they_are()
    {
        var (key, record) = (NewName(), IdempotencyRecord.InProgress(LeaseToken.Create(), default, s_origin));
        await Store.SetNxGetAsync(RecordKey(key), record, Minute);
        var (client, _, marked) = WaitingClient();
        using var leaving = new CancellationTokenSource();
        var duplicate = ExecuteAsync(client, key, NotAgain, cancellationToken: leaving.Token).AsTask();
        await marked.WaitAsync();

        Assert.Equal(record, await Store.GetAsync(RecordKey(key)));
        Assert.InRange((await Store.TtlAsync(RecordKey(key)))!.Value, TimeSpan.FromTicks(1), Minute);
        await leaving.CancelAsync();

        Assert.Equal(leaving.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => duplicate.WaitAsync(s_patience))).CancellationToken);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("{tag}:rest")]
    [InlineData("a}stray")]
    [InlineData("{}empty")]
    public async Task I8_Whatever_braces_a_key_has_a_duplicate_hears_of_the_result(string name)
    {
        var key = name + NewName();
        var client = OtherClient();
        var looked = LookOf(client);
        var owner = await OwnerAsync(key, static () => "paid");
        var duplicate = ExecuteAsync(client, key, NotAgain).AsTask();
        await looked.WaitAsync();

        owner.Ends.Open();

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await duplicate.WaitAsync(s_patience));
        await owner.Call;
    }

    // A key of the application's own may have the name that a mark would have.
    [Fact]
    public async Task I8_A_value_under_the_name_of_a_mark_stays()
    {
        var key = $"{{{NewName()}}}";
        var other = Bytes($"{Prefix}:{key}%wait");
        await Store.SetAsync(other, Bytes("mine"), Minute);
        var client = OtherClient();
        var looked = LookOf(client);
        var owner = await OwnerAsync(key, static () => "paid");
        var duplicate = ExecuteAsync(client, key, NotAgain).AsTask();
        await looked.WaitAsync();
        owner.Ends.Open();
        await duplicate.WaitAsync(s_patience);
        await owner.Call;

        Assert.Equal(Bytes("mine"), await Store.GetAsync(other));
        Assert.InRange((await Store.TtlAsync(other))!.Value, TimeSpan.FromSeconds(1), Minute);
    }
}
