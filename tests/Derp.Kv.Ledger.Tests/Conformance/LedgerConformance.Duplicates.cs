namespace Derp.Kv.Ledger.Tests;

// Calls that come while another one with their key runs, in this process and, by another ledger, in another.
public abstract partial class LedgerConformance
{
    private static readonly IdempotencyOptions s_reject = new() { InFlight = InFlightBehavior.Reject };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I4_Of_64_concurrent_calls_one_runs_and_the_others_replay(bool overTwoLedgers)
    {
        var key = NewKey();
        var (one, other) = (Ledger, overTwoLedgers ? World.Another() : Ledger);
        var results = await InTimeAsync(Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await RunAsync(key, $"by {i}", ledger: i % 2 == 0 ? one : other)))));

        var first = Assert.Single(results, static result => !result.IsReplay);
        Assert.All(results, result => Assert.Equal(first.Value, result.Value));
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task L2_Duplicate_waits_for_the_first_call_and_replays(bool elsewhere)
    {
        var key = NewKey();
        await using var first = await HeldCall.StartAsync(World, Ledger, key);
        var second = Task.Run(async () => await RunAsync(key, ledger: elsewhere ? World.Another() : null));
        await NotYetAsync(second);
        first.Finish();

        Assert.False((await InTimeAsync(first.Result)).IsReplay);
        Assert.True((await InTimeAsync(second)).IsReplay);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task L2_I9_Duplicate_of_a_call_that_fails_runs_itself(bool elsewhere)
    {
        var key = NewKey();
        await using var first = await HeldCall.StartAsync(World, Ledger, key);
        var second = Task.Run(async () => await RunAsync(key, ledger: elsewhere ? World.Another() : null));
        await NotYetAsync(second);
        first.Fail(new InvalidTimeZoneException());

        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await InTimeAsync(first.Result));
        Assert.False((await InTimeAsync(second)).IsReplay);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task L2_I8_Duplicate_that_does_not_wait_is_rejected_and_the_first_call_goes_on(bool elsewhere)
    {
        var key = NewKey();
        await using var first = await HeldCall.StartAsync(World, Ledger, key);

        await Assert.ThrowsAsync<IdempotencyInFlightException>(() => InTimeAsync(Task.Run(async () => await RunAsync(key, options: s_reject, ledger: elsewhere ? World.Another() : null))));
        first.Finish();
        Assert.False((await InTimeAsync(first.Result)).IsReplay);
        Assert.True((await RunAsync(key, options: s_reject)).IsReplay);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task L2_I8_Duplicate_waits_no_longer_than_its_WaitTimeout(bool elsewhere)
    {
        var key = NewKey();
        var options = new IdempotencyOptions { WaitTimeout = TimeSpan.FromMilliseconds(1500) };
        await using var first = await HeldCall.StartAsync(World, Ledger, key);

        await Assert.ThrowsAsync<IdempotencyInFlightException>(() => InTimeAsync(Task.Run(async () => await RunAsync(key, options: options, ledger: elsewhere ? World.Another() : null))));
        first.Finish();
        await InTimeAsync(first.Result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task L3_I10_Call_with_other_arguments_is_refused_and_nothing_changes(bool whileItRuns)
    {
        var key = NewKey();
        var (mine, others) = (new IdempotencyOptions { Fingerprint = new byte[] { 1 } }, new IdempotencyOptions { Fingerprint = new byte[] { 2 } });
        if (whileItRuns)
        {
            await using var first = await HeldCall.StartAsync(World, Ledger, key, mine);
            var refused = Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => InTimeAsync(Task.Run(async () => await RunAsync(key, options: others))));
            Assert.False((await refused).IsAnotherMethod);
            first.Finish();
            await InTimeAsync(first.Result);
        }
        else
        {
            await RunAsync(key, options: mine);
        }

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await RunAsync(key, options: others));
        Assert.True((await RunAsync(key, options: mine)).IsReplay);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task L3_K10_Another_methods_record_is_refused_and_nothing_changes()
    {
        var key = NewKey();
        await RunAsync(key);

        var byType = await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await Ledger.ExecuteAsync(key, static (_, _) => new(new Derp.Kv.Runtime.NoValue()), Derp.Kv.Runtime.NoValue.Serializer));
        var byName = await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await RunAsync(key, options: new() { Name = "other" }));
        Assert.True(byType.IsAnotherMethod);
        Assert.True(byName.IsAnotherMethod);
        Assert.True((await RunAsync(key)).IsReplay);
    }

    [Fact]
    public async Task Key_that_has_expired_runs_once_however_many_ask_at_that_moment()
    {
        for (var round = 0; round < 5; round++)
        {
            var key = NewKey();
            await Ledger.ExecuteAsync(key, Body(key), Text, ttl: TimeSpan.FromMilliseconds(40));
            using var barrier = new Barrier(8);
            var ledgers = new[] { Ledger, World.Another() };
            var calls = Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
                async () =>
                {
                    barrier.SignalAndWait();
                    var last = default(IdempotentResult<string>);
                    await Derp.Kv.Conformance.Eventually.HoldsAsync(
                        async () => (last = await ledgers[i % 2].ExecuteAsync(key, Body(key, "second"), Text, ttl: TimeSpan.FromHours(1))).Value == "second",
                        "The key never ran again.");
                    return last;
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap());

            Assert.Single(await InTimeAsync(Task.WhenAll(calls)), static result => !result.IsReplay);
            Assert.Equal(2, await World.CountAsync(key));
        }
    }

    // That it has not ended can only be seen by a look; a look too early passes, and never fails.
    private static async Task NotYetAsync(Task task)
    {
        for (var i = 0; i < 20; i++)
            await Task.Yield();
        Assert.False(task.IsCompleted);
    }
}
