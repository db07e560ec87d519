using System.Data;
using Npgsql;

namespace Derp.Kv.Ledger.Tests.PostgreSql;

/// <summary>Levels of isolation, and the settings of the transaction that a body finds.</summary>
public sealed class IsolationTests(SharedPostgreSql shared) : PostgreSqlTests(shared)
{
    public static TheoryData<IsolationLevel> Levels => [IsolationLevel.ReadCommitted, IsolationLevel.RepeatableRead, IsolationLevel.Serializable];

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task I4_Of_64_concurrent_calls_one_runs_on_every_level(IsolationLevel level)
    {
        var key = NewKey();
        var ledgers = new[] { LedgerOf(level), LedgerOf(level), LedgerOf(level), LedgerOf(level) };
        var runs = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await RunAsync(key, ledgers[i % 4]))));

        Assert.Single(runs, static ran => ran);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Body_runs_on_the_level_that_was_set(IsolationLevel level)
    {
        var found = IsolationLevel.Unspecified;
        await LedgerOf(level).ProcessOnceAsync(NewKey(), (transaction, _) =>
        {
            found = transaction.Transaction.IsolationLevel;
            return default;
        });

        Assert.Equal(level, found);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Expired_row_is_taken_over_once_on_every_level(IsolationLevel level)
    {
        var (key, ledgers) = (NewKey(), new[] { LedgerOf(level), LedgerOf(level) });
        await ledgers[0].ProcessOnceAsync(key, static (_, _) => default, ttl: TimeSpan.FromMilliseconds(1));
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => (await ledgers[0].FindAsync(System.Text.Encoding.UTF8.GetBytes($"derp:webhook:{key}")))!.IsExpired, "It never expired.");
        var runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await RunAsync(key, ledgers[i % 2]))));

        Assert.Single(runs, static ran => ran);
        Assert.Equal(1, await World.CountAsync(key));
    }

    [Fact]
    public async Task Serializable_calls_with_different_keys_do_not_end_each_other()
    {
        var ledger = LedgerOf(IsolationLevel.Serializable);
        using var barrier = new Barrier(16);
        var calls = Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            async () =>
            {
                for (var i = 0; i < 8; i++)
                {
                    await ledger.ProcessOnceAsync(NewKey(), (_, _) =>
                    {
                        // All sixteen have their rows, and none is committed.
                        barrier.SignalAndWait();
                        return default;
                    });
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap());

        await Task.WhenAll(calls);
        Assert.Equal(16 * 8, await World.RowsAsync());
    }

    [Fact]
    public async Task Conflict_of_the_bodys_own_statements_is_its_callers_exception_and_leaves_nothing()
    {
        var (key, other) = (NewKey(), NewKey());
        await World.RunAsync($"INSERT INTO {World.Effects} (name) VALUES ('shared')");
        var thrown = await Assert.ThrowsAsync<PostgresException>(async () => await LedgerOf(IsolationLevel.RepeatableRead).ProcessOnceAsync(key, async (transaction, _) =>
        {
            await ExecuteAsync(transaction, "SELECT 1");
            await World.RunAsync($"UPDATE {World.Effects} SET name = '{other}' WHERE name = 'shared'");
            await ExecuteAsync(transaction, $"UPDATE {World.Effects} SET name = '{key}' WHERE name = 'shared'");
        }));

        Assert.Equal(PostgresErrorCodes.SerializationFailure, thrown.SqlState);
        Assert.Equal(0, await World.RowsAsync());
    }

    [Fact]
    public async Task Constraint_that_is_checked_at_the_commit_is_its_callers_exception_and_leaves_nothing()
    {
        var (key, table) = (NewKey(), $"deferred_{Guid.NewGuid():N}");
        await World.RunAsync($"CREATE TABLE {table} (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        var thrown = await Assert.ThrowsAsync<PostgresException>(async () =>
            await World.Ledger.ProcessOnceAsync(key, async (transaction, _) => await ExecuteAsync(transaction, $"INSERT INTO {table} VALUES (1), (1)")));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, thrown.SqlState);
        Assert.Equal(0, await World.RowsAsync());
        Assert.True(await RunAsync(key));
    }

    [Fact]
    public async Task Statement_that_failed_and_was_swallowed_by_the_body_keeps_the_transaction_from_being_committed()
    {
        var key = NewKey();
        await Assert.ThrowsAsync<PostgresException>(async () => await World.Ledger.ProcessOnceAsync(key, async (transaction, _) =>
        {
            await World.WriteAsync(transaction, key);
            await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(transaction, "SELECT 1 / 0"));
        }));

        Assert.Equal(0, await World.CountAsync(key));
        Assert.Equal(0, await World.RowsAsync());
    }

    [Fact]
    public async Task Bound_of_waits_is_the_ledgers_own_and_the_bodys_and_the_sessions_stay_as_they_were()
    {
        await using var source = NpgsqlDataSource.Create(World.Source.ConnectionString + ";No Reset On Close=true;Maximum Pool Size=1;Options=-c lock_timeout=7s");
        var ledger = new Derp.Kv.Ledger.PostgreSql.PostgreSqlKvLedger(source, new KvLedgerOptions { Table = World.Table });
        await using (var command = source.CreateCommand("SET lock_timeout = '9s'"))
            await command.ExecuteNonQueryAsync();

        string? inBody = null;
        await ledger.ProcessOnceAsync(NewKey(), async (transaction, _) =>
        {
            using var command = transaction.Connection.CreateCommand();
            command.CommandText = "SHOW lock_timeout";
            transaction.Enlist(command);
            inBody = (string?)await command.ExecuteScalarAsync();
        });
        await using var after = source.CreateCommand("SHOW lock_timeout");

        Assert.Equal("9s", inBody);
        Assert.Equal("9s", await after.ExecuteScalarAsync());
    }

    private Derp.Kv.Ledger.KvLedger LedgerOf(IsolationLevel level) => World.Create(new KvLedgerOptions { Table = World.Table, IsolationLevel = level });

    private static async Task ExecuteAsync(LedgerTransaction transaction, string statement)
    {
        using var command = transaction.Connection.CreateCommand();
        command.CommandText = statement;
        transaction.Enlist(command);
        await command.ExecuteNonQueryAsync();
    }
}
