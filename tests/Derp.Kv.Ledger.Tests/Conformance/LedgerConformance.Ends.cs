namespace Derp.Kv.Ledger.Tests;

// How transactions end, and what a body must not do.
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task L4_I11_Exception_of_the_body_is_the_callers_and_its_key_and_effect_are_gone()
    {
        var key = NewKey();
        var thrown = new InvalidTimeZoneException();
        var caught = await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await Ledger.ExecuteAsync<string>(
            key,
            async (transaction, _) =>
            {
                await World.WriteAsync(transaction, key);
                throw thrown;
            },
            Text));

        Assert.Same(thrown, caught);
        Assert.Equal(0, await World.CountAsync(key));
        Assert.Equal(0, await World.RowsAsync());
        Assert.False((await RunAsync(key)).IsReplay);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(599)]
    public async Task L4_I12_Status_that_is_not_stored_is_returned_and_its_effect_rolled_back(int status)
    {
        var key = NewKey();
        var result = await Ledger.ExecuteAsync(key, Body(key), Text, status);

        Assert.Equal(new IdempotentResult<string>("done", status), result);
        Assert.Equal(0, await World.CountAsync(key));
        Assert.False((await RunAsync(key)).IsReplay);
    }

    [Fact]
    public async Task L4_I12_ShouldStore_replaces_the_rule_and_stores_if_it_throws()
    {
        var (kept, dropped, thrown) = (NewKey(), NewKey(), NewKey());
        await Ledger.ExecuteAsync(kept, Body(kept), Text, 503, options: new() { ShouldStore = static status => status == 503 });
        await Ledger.ExecuteAsync(dropped, Body(dropped), Text, 200, options: new() { ShouldStore = static status => status == 503 });
        await Ledger.ExecuteAsync(thrown, Body(thrown), Text, 200, options: new() { ShouldStore = static _ => throw new InvalidTimeZoneException() });

        Assert.Equal((1, 0, 1), (await World.CountAsync(kept), await World.CountAsync(dropped), await World.CountAsync(thrown)));
        Assert.Equal(2, await World.RowsAsync());
    }

    [Theory]
    [InlineData("commit", 1)]
    [InlineData("COMMIT", 1)]
    [InlineData("COMMIT; BEGIN", 1)]
    [InlineData("rollback", 0)]
    [InlineData("ROLLBACK", 0)]
    [InlineData("dispose", 0)]
    [InlineData("close", 0)]
    public async Task Body_that_ends_its_transaction_itself_is_refused_and_never_runs_twice_after_a_commit(string how, int effects)
    {
        var key = NewKey();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Ledger.ExecuteAsync(
            key,
            async (transaction, _) =>
            {
                await World.WriteAsync(transaction, key);
                await EndAsync(transaction, how);
                return "done";
            },
            Text));

        Assert.Equal(effects, await World.CountAsync(key));
        if (effects > 0)
            await Assert.ThrowsAsync<KvSerializationException>(async () => await RunAsync(key));
        else
            Assert.False((await RunAsync(key)).IsReplay);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task L7_Ledger_call_inside_a_body_is_refused_whatever_its_key()
    {
        var (outer, inner) = (NewKey(), NewKey());
        foreach (var (key, ledger) in new[] { (outer, Ledger), (inner, Ledger), (inner, World.Another()) })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => InTimeAsync(Task.Run(async () => await Ledger.ExecuteAsync(
                outer,
                async (transaction, _) =>
                {
                    await World.WriteAsync(transaction, outer);
                    return (await RunAsync(key, ledger: ledger)).Value;
                },
                Text))));
            Assert.Equal((0, 0), (await World.CountAsync(outer), await World.CountAsync(inner)));
        }
    }

    [Fact]
    public async Task L7_What_a_body_has_left_running_may_call_a_ledger_once_the_body_has_ended()
    {
        var (outer, inner) = (NewKey(), NewKey());
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<IdempotentResult<string>>? left = null;
        await Ledger.ExecuteAsync(
            outer,
            (_, _) =>
            {
                left = Task.Run(async () =>
                {
                    await ended.Task;
                    return await RunAsync(inner);
                });
                return new ValueTask<string>("done");
            },
            Text);
        ended.SetResult();

        Assert.False((await InTimeAsync(left!)).IsReplay);
    }

    [Fact]
    public async Task L7_Calls_with_many_keys_at_a_time_all_end()
    {
        var keys = Enumerable.Range(0, 40).Select(static _ => NewKey()).ToArray();
        var results = await InTimeAsync(Task.WhenAll(keys.Select(key => Task.Run(async () => await RunAsync(key)))));

        Assert.All(results, static result => Assert.False(result.IsReplay));
        Assert.Equal(40, await World.RowsAsync());
    }

    [Fact]
    public async Task Call_inside_a_TransactionScope_is_refused_before_anything_is_written()
    {
        var key = NewKey();
        using (new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await RunAsync(key));

        Assert.Equal(0, await World.RowsAsync());
    }

    [Fact]
    public async Task I17_Caller_that_cancels_while_the_body_runs_gets_its_result_and_the_result_is_stored()
    {
        var key = NewKey();
        using var caller = new CancellationTokenSource();
        await using var call = await HeldCall.StartAsync(World, Ledger, key, cancellationToken: caller.Token);
        await caller.CancelAsync();
        call.Finish();

        Assert.Equal("held", (await InTimeAsync(call.Result)).Value);
        Assert.True((await RunAsync(key)).IsReplay);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I18_Caller_that_cancels_while_it_waits_ends_at_once_and_leaves_nothing(bool elsewhere)
    {
        var key = NewKey();
        using var caller = new CancellationTokenSource();
        await using var first = await HeldCall.StartAsync(World, Ledger, key);
        var second = Task.Run(async () => await (elsewhere ? World.Another() : Ledger).ExecuteAsync(key, Body(key), Text, cancellationToken: caller.Token));
        await NotYetAsync(second);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InTimeAsync(second));
        first.Fail(new InvalidTimeZoneException());
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => InTimeAsync(first.Result));
        Assert.Equal(0, await World.RowsAsync());
        Assert.False((await RunAsync(key)).IsReplay);
    }

    [Fact]
    public async Task I18_Token_that_is_cancelled_on_entry_throws_before_anything_is_sent()
    {
        var ledger = World.Create(new KvLedgerOptions { Table = "no_such_table" });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ledger.ExecuteAsync(NewKey(), static (_, _) => new("never"), Text, cancellationToken: new(canceled: true)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task I25_Key_that_is_null_or_empty_is_refused(string? key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await RunAsync(key!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Ledger.ProcessOnceAsync(key!, static (_, _) => default));
        Assert.Equal(0, await World.RowsAsync());
    }

    [Fact]
    public async Task Key_of_2000_bytes_is_taken_and_a_longer_one_refused()
    {
        const string prefix = "derp:idempotency:";
        var key = string.Concat(Enumerable.Range(0, 100).Select(static _ => Guid.NewGuid().ToString("N")))[..(2000 - prefix.Length)];

        Assert.False((await RunAsync(key)).IsReplay);
        Assert.True((await RunAsync(key)).IsReplay);
        await Assert.ThrowsAsync<ArgumentException>(async () => await RunAsync(key + "x"));
    }

    [Fact]
    public async Task OnUnavailable_Run_is_refused_because_the_body_writes_in_the_same_database() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await RunAsync(NewKey(), options: new() { OnUnavailable = IdempotencyUnavailable.Run }));

    private static async Task EndAsync(LedgerTransaction transaction, string how)
    {
        switch (how)
        {
            case "commit":
                await transaction.Transaction.CommitAsync();
                break;
            case "rollback":
                await transaction.Transaction.RollbackAsync();
                break;
            case "dispose":
                await transaction.Transaction.DisposeAsync();
                break;
            case "close":
                await transaction.Connection.CloseAsync();
                break;
            default:
                using (var command = transaction.Connection.CreateCommand())
                {
                    command.CommandText = how;
                    transaction.Enlist(command);
                    await command.ExecuteNonQueryAsync();
                }

                break;
        }
    }
}
