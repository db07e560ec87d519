namespace Derp.Kv.Conformance;

// Events that arrive more than once.
public abstract partial class IdempotencyConformance
{
    [Fact]
    public async Task I23_An_event_is_new_once()
    {
        var id = NewName();

        Assert.False(await Store.AlreadyProcessedAsync(id));
        Assert.True(await Store.AlreadyProcessedAsync(id));
        Assert.False(await Store.AlreadyProcessedAsync(id, keyPrefix: "another"));
    }

    [Fact]
    public async Task I23_Of_concurrent_first_calls_exactly_one_gets_false()
    {
        var id = NewName();
        var clients = new[] { OtherClient(), OtherClient() };
        using var barrier = new Barrier(16);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Factory.StartNew(
            async () =>
            {
                barrier.SignalAndWait();
                return await clients[i % 2].AlreadyProcessedAsync(id);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.Single(answers, answer => !answer);
    }

    [Fact]
    public async Task I6_A_resent_mark_recognises_itself()
    {
        var client = OtherClient();
        client.ResendClaims = true;

        Assert.False(await client.AlreadyProcessedAsync(NewName()));
    }

    [Fact]
    public async Task An_event_is_new_again_after_its_lifetime()
    {
        var id = NewName();

        Assert.False(await Store.AlreadyProcessedAsync(id, s_short));
        await GoneAsync(Bytes($"derp:webhook:{id}"));

        Assert.False(await Store.AlreadyProcessedAsync(id));
    }

    [Fact]
    public async Task I24_A_handler_that_fails_leaves_the_event_unprocessed()
    {
        var id = NewName();
        var runs = 0;

        await Assert.ThrowsAsync<FormatException>(async () => await Store.ProcessOnceAsync(id, _ => throw new FormatException()));
        var handled = await Store.ProcessOnceAsync(id, _ =>
        {
            runs++;
            return default;
        });
        var again = await Store.ProcessOnceAsync(id, _ => throw new InvalidOperationException("The handler ran again."));

        Assert.Equal((true, false, 1), (handled, again, runs));
    }

    [Fact]
    public async Task I24_A_duplicate_in_flight_waits_and_gets_false()
    {
        var id = NewName();
        var (started, gate) = (new Gate(), new Gate());
        var first = Store.ProcessOnceAsync(id, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
        }).AsTask();
        await started.WaitAsync();
        var duplicate = OtherClient().ProcessOnceAsync(id, _ => throw new InvalidOperationException("The handler ran again.")).AsTask();
        gate.Open();

        Assert.True(await first);
        Assert.False(await duplicate);
    }

    [Fact]
    public async Task Marked_and_handled_events_know_of_each_other()
    {
        var (marked, handled) = (NewName(), NewName());

        await Store.AlreadyProcessedAsync(marked);
        await Store.ProcessOnceAsync(handled, static _ => default);

        Assert.False(await Store.ProcessOnceAsync(marked, _ => throw new InvalidOperationException("The handler ran.")));
        Assert.True(await Store.AlreadyProcessedAsync(handled));
    }
}
