using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Servers;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;

namespace Derp.Kv.Ledger.Tests.PostgreSql;

/// <summary>L5: a commit that is not answered is settled, one way or the other.</summary>
public sealed class LostCommitTests(SharedPostgreSql shared) : PostgreSqlTests(shared)
{
    [Fact]
    public async Task L5_Commit_that_was_executed_and_not_answered_gives_the_caller_its_result()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var (logs, key) = (new FakeLogCollector(), NewKey());
        var ledger = LedgerOn(source, logs);
        proxy.LoseNextCommit(CommitFate.Executed);

        Assert.True(await RunAsync(key, ledger));
        Assert.False(await RunAsync(key, ledger));
        Assert.Equal(1, await World.CountAsync(key));
        Assert.Equal([203, 204], IdsOf(logs));
    }

    [Fact]
    public async Task L5_Commit_that_was_lost_is_told_as_not_executed_and_the_key_is_free()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var (logs, key) = (new FakeLogCollector(), NewKey());
        var ledger = LedgerOn(source, logs);
        proxy.LoseNextCommit(CommitFate.Lost);

        var thrown = await Assert.ThrowsAsync<KvUnavailableException>(async () => await RunAsync(key, ledger));
        Assert.False(thrown.OutcomeUnknown);
        Assert.Equal(0, await World.CountAsync(key));
        Assert.Equal([203, 204], IdsOf(logs));
        Assert.True(await RunAsync(key, ledger));
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task L5_Commit_is_settled_only_once_its_transaction_is_over()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString + ";Application Name=settles");
        var (ledger, key) = (LedgerOn(source), NewKey());
        proxy.LoseNextCommit(CommitFate.LostAndOpen);
        var call = Task.Run(async () => await RunAsync(key, ledger));

        // The old transaction has the key still, and another connection waits for it.
        const string waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'settles' AND wait_event_type = 'Lock'";
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => call.IsCompleted || await World.NumberAsync(waiting) > 0, "Nobody settles.");
        Assert.False(call.IsCompleted);
        proxy.CutAll();

        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(() => call)).OutcomeUnknown);
        Assert.Equal(0, await World.CountAsync(key));
    }

    [Fact]
    public async Task L5_Taken_over_row_is_settled_like_a_new_one()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        foreach (var fate in new[] { CommitFate.Executed, CommitFate.Lost })
        {
            var (ledger, key) = (LedgerOn(source), NewKey());
            await ledger.ProcessOnceAsync(key, static (_, _) => default, ttl: TimeSpan.FromMilliseconds(1));
            await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => (await ledger.FindAsync(System.Text.Encoding.UTF8.GetBytes($"derp:webhook:{key}")))!.IsExpired, "It never expired.");
            proxy.LoseNextCommit(fate);

            if (fate == CommitFate.Executed)
                Assert.True(await RunAsync(key, ledger));
            else
                await Assert.ThrowsAsync<KvUnavailableException>(async () => await RunAsync(key, ledger));
            Assert.Equal(fate == CommitFate.Executed ? 1 : 0, await World.CountAsync(key));
        }
    }

    [Theory]
    [InlineData(CommitFate.ExecutedAndServerAway, 1)]
    [InlineData(CommitFate.LostAndServerAway, 0)]
    public async Task L5_Commit_that_cannot_be_settled_is_told_as_unknown_and_the_next_call_finds_it_out(CommitFate fate, int effects)
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var (logs, key) = (new FakeLogCollector(), NewKey());
        var ledger = LedgerOn(source, logs, TimeSpan.FromMilliseconds(300));
        await ledger.FindAsync("warm"u8.ToArray());
        proxy.LoseNextCommit(fate);

        var thrown = await Assert.ThrowsAsync<KvUnavailableException>(async () => await RunAsync(key, ledger));
        Assert.True(thrown.OutcomeUnknown);
        Assert.Equal([203, 205], IdsOf(logs));
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => await World.CountAsync(key) == effects, "The commit had another outcome.");
        proxy.Refuses = false;
        Assert.Equal(effects == 0, await RunAsync(key, ledger));
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task Pooled_connections_that_were_cut_are_noticed_before_the_body_runs()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var ledger = LedgerOn(source);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await RunAsync(NewKey(), ledger))));
        proxy.CutAll();

        var key = NewKey();
        Assert.True(await RunAsync(key, ledger));
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task Server_that_is_away_is_told_before_the_body_runs()
    {
        await using var source = NpgsqlDataSource.Create(PostgreSqlServer.ConnectionStringAt(ValkeyServer.FreePorts().First));
        var thrown = await Assert.ThrowsAsync<KvUnavailableException>(async () => await RunAsync(NewKey(), LedgerOn(source)));

        Assert.False(thrown.OutcomeUnknown);
    }

    [Fact]
    public async Task Connection_that_is_cut_while_the_body_runs_leaves_nothing_and_frees_the_key()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var (ledger, key) = (LedgerOn(source), NewKey());

        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await ledger.ProcessOnceAsync(key, async (transaction, _) =>
        {
            await World.WriteAsync(transaction, key);
            proxy.CutAll();
            await World.WriteAsync(transaction, key);
        }));
        Assert.True(await RunAsync(key, ledger));
        Assert.Equal(1, await World.CountAsync(key));
    }

    private PostgreSqlKvLedger LedgerOn(NpgsqlDataSource source, FakeLogCollector? logs = null, TimeSpan? settle = null) => new(source, new KvLedgerOptions
    {
        Table = World.Table,
        LoggerFactory = new Microsoft.Extensions.Logging.LoggerFactory([new FakeLoggerProvider(logs ?? new FakeLogCollector())]),
        SettleTimeout = settle ?? TimeSpan.FromSeconds(30),
    });

    // Without what is logged at Debug.
    private static int[] IdsOf(FakeLogCollector logs) =>
        [.. logs.GetSnapshot().Where(static record => record.Level > Microsoft.Extensions.Logging.LogLevel.Debug).Select(static record => record.Id.Id)];
}
