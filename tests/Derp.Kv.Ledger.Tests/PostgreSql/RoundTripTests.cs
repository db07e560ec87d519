using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Servers;
using Npgsql;

namespace Derp.Kv.Ledger.Tests.PostgreSql;

/// <summary>What a call costs, counted on the wire, and what a replay leaves on the server: nothing.</summary>
public sealed class RoundTripTests(SharedPostgreSql shared) : PostgreSqlTests(shared)
{
    [Fact]
    public async Task First_run_takes_one_round_trip_more_than_the_bodys_own_transaction()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        await WarmAsync(source);

        // By hand: the statement, together with the beginning of the transaction, and the commit.
        proxy.ResetCount();
        await using (var connection = await source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await World.WriteAsync(new LedgerTransaction(connection, transaction), NewKey());
            await transaction.CommitAsync();
        }

        var byHand = proxy.RoundTrips;
        proxy.ResetCount();
        Assert.True(await RunAsync(NewKey(), LedgerOn(source)));

        Assert.Equal(2, byHand);
        Assert.Equal(byHand + 1, proxy.RoundTrips);
    }

    [Fact]
    public async Task L6_Replay_is_answered_after_one_round_trip()
    {
        await using var proxy = PostgreSqlProxy.Start(Server.Port);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var (ledger, key) = (LedgerOn(source), NewKey());
        await RunAsync(key, ledger);
        await WarmAsync(source);

        // The transaction is rolled back behind it.
        proxy.ResetCount();
        Assert.False(await RunAsync(key, ledger));
        Assert.InRange(proxy.RoundTrips, 1, 2);
        await Derp.Kv.Conformance.Eventually.HoldsAsync(() => Task.FromResult(proxy.RoundTrips == 2), "The transaction of the replay was not ended.");
    }

    [Fact]
    public async Task L6_Replay_writes_nothing_and_takes_no_transaction_id()
    {
        // Of its own: other tests take ids all the time.
        await using var server = await PostgreSqlServer.StartAsync();
        await using var world = await PostgreSqlWorld.CreateAsync(server.ConnectionString);
        var key = NewKey();
        await world.Ledger.ProcessOnceAsync(key, static (_, _) => default);
        const string next = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

        var before = await world.NumberAsync(next);
        for (var i = 0; i < 20; i++)
            Assert.False(await world.Ledger.ProcessOnceAsync(key, static (_, _) => default));
        Assert.Equal(before, await world.NumberAsync(next));
    }

    [Fact]
    public async Task L2_Duplicate_gives_its_connection_back_while_it_waits_long()
    {
        var key = NewKey();
        await using var source = NpgsqlDataSource.Create(World.Source.ConnectionString + ";Application Name=waits-long");
        await using var held = await HeldCall.StartAsync(World, World.Ledger, key);
        var duplicate = Task.Run(async () => await LedgerOn(source).ExecuteAsync(key, static (_, _) => new("never"), Utf8Serializer.Instance));

        // It begins by waiting at the lock, and then is seen without a transaction.
        const string inTransaction = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'waits-long' AND state <> 'idle'";
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => await World.NumberAsync(inTransaction) > 0, "The duplicate never asked.");
        await Derp.Kv.Conformance.Eventually.HoldsAsync(async () => await World.NumberAsync(inTransaction) == 0, "The duplicate keeps its transaction open.");
        held.Finish();
        Assert.Equal("held", (await duplicate).Value);
    }

    private PostgreSqlKvLedger LedgerOn(NpgsqlDataSource source) => new(source, new KvLedgerOptions { Table = World.Table });

    // Connects, and lets the driver load what it wants to know of the server.
    private static async Task WarmAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync();
    }
}
