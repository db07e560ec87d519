namespace Derp.Kv.Conformance;

// Callers that come while the store is being asked share the answer.
public abstract partial class GuardedGetConformance
{
    // Holds the first GET until the gate opens; tells when it is on its way.
    private InterceptingKvClient HoldingFirstGet(out Gate asked, out Gate answer)
    {
        var (client, reads, sent, held) = (OtherClient(), 0, new Gate(), new Gate());
        client.After = async operation =>
        {
            if (operation != "Get" || Interlocked.Increment(ref reads) != 1)
                return;
            sent.Open();
            await held.WaitAsync();
        };
        (asked, answer) = (sent, held);
        return client;
    }

    private static ValueTask<byte[]> NeverRuns(CancellationToken ct) => throw new InvalidOperationException("The body ran.");

    [Fact]
    public async Task C1_C15_Callers_of_a_stored_value_share_one_read_and_get_a_copy_each()
    {
        var key = NewKey();
        await Store.SetAsync(key, new byte[] { 7 }, Minute);
        var client = HoldingFirstGet(out var asked, out var answer);
        var first = client.GuardedGetAsync(key, NeverRuns, Minute).AsTask();
        await asked.WaitAsync();
        var others = Enumerable.Range(0, 20).Select(_ => client.GuardedGetAsync(key, NeverRuns, Minute).AsTask()).ToArray();

        answer.Open();

        var values = await Task.WhenAll([first, .. others]);
        Assert.All(values, value => Assert.Equal([7], value));
        Assert.Equal(21, values.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(["Get"], client.Operations);
        Assert.Equal(0, client.Flights.Count);
    }

    [Fact]
    public async Task C1_C15_Callers_of_a_cold_key_share_one_read_one_acquire_and_one_commit()
    {
        var key = NewKey();
        var client = HoldingFirstGet(out var asked, out var answer);
        var first = client.GuardedGetAsync(key, Returns(1), Minute).AsTask();
        await asked.WaitAsync();
        var others = Enumerable.Range(0, 199).Select(_ => client.GuardedGetAsync(key, Returns(1), Minute).AsTask()).ToArray();

        answer.Open();

        Assert.All(await Task.WhenAll([first, .. others]), value => Assert.Equal([1], value));
        Assert.Equal(["Get", "GetOrLease", "CommitLease"], client.Operations);
        Assert.Equal(0, client.Flights.Count);
    }

    [Fact]
    public async Task C2_A_first_caller_that_leaves_while_it_reads_takes_nobody_with_it()
    {
        var key = NewKey();
        await Store.SetAsync(key, new byte[] { 7 }, Minute);
        var client = OtherClient();
        var (reads, asked) = (0, new Gate());
        using var leaving = new CancellationTokenSource();
        client.Before = async operation =>
        {
            if (operation != "Get" || Interlocked.Increment(ref reads) != 1)
                return;
            asked.Open();
            await Task.Delay(Timeout.Infinite, leaving.Token);
        };
        var first = client.GuardedGetAsync(key, NeverRuns, Minute, cancellationToken: leaving.Token).AsTask();
        await asked.WaitAsync();
        var others = Enumerable.Range(0, 5).Select(_ => client.GuardedGetAsync(key, NeverRuns, Minute).AsTask()).ToArray();

        await leaving.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(leaving.Token, cancelled.CancellationToken);
        Assert.All(await Task.WhenAll(others), value => Assert.Equal([7], value));
        Assert.Equal(0, client.Flights.Count);
    }

    [Fact]
    public async Task C25_C27_A_read_that_fails_fails_once_for_all_who_share_it()
    {
        var (key, runs) = (NewKey(), 0);
        var client = OtherClient();
        var (asked, answer) = (new Gate(), new Gate());
        client.Before = async operation =>
        {
            asked.Open();
            await answer.WaitAsync();
            throw InterceptingKvClient.Unavailable(outcomeUnknown: false);
        };
        ValueTask<byte[]> Body(CancellationToken ct) => ValueTask.FromResult<byte[]>([(byte)Interlocked.Increment(ref runs)]);
        var first = client.GuardedGetAsync(key, Body, Minute).AsTask();
        await asked.WaitAsync();
        var others = Enumerable.Range(0, 5).Select(_ => client.GuardedGetAsync(key, Body, Minute).AsTask()).ToArray();

        answer.Open();

        Assert.All(await Task.WhenAll([first, .. others]), value => Assert.Equal([1], value));
        Assert.Equal(["Get"], client.Operations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C21_A_read_after_an_invalidation_does_not_share_one_that_was_asked_before_it(bool hit)
    {
        var key = NewKey();
        if (hit)
            await Store.SetAsync(key, new byte[] { 7 }, Minute);
        var client = HoldingFirstGet(out var asked, out var answer);
        var before = client.GuardedGetAsync(key, Returns(1), Minute).AsTask();
        await asked.WaitAsync();
        await client.InvalidateAsync(key);

        var after = await client.GuardedGetAsync(key, Returns(2), Minute);

        Assert.Equal([2], after);
        answer.Open();
        Assert.Equal(hit ? [7] : [2], await before);
        Assert.Equal([2], await Store.GetAsync(key));
    }
}
