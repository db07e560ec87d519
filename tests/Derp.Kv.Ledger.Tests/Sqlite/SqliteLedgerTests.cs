using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Ledger.Tests.Sqlite;

/// <summary>What is SQLite's own: one writer, and no clock but the process's.</summary>
public sealed class SqliteLedgerTests : IAsyncLifetime
{
    private SqliteWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await SqliteWorld.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [Fact]
    public async Task I3_Key_runs_again_from_its_expiry_on_and_not_a_millisecond_before()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000));
        var ledger = _world.Create(new KvLedgerOptions { Table = _world.Table, TimeProvider = time });
        Task<bool> RunAsync() => ledger.ProcessOnceAsync("event", static (_, _) => default, ttl: TimeSpan.FromMinutes(1)).AsTask();

        Assert.True(await RunAsync());
        time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.False(await RunAsync());
        Assert.Equal(0, await ledger.PurgeAsync());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.Zero, (await ledger.GetStatusAsync()).OldestExpired);
        Assert.True(await RunAsync());
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await ledger.PurgeAsync());
    }

    [Fact]
    public async Task Replay_does_not_wait_for_a_writer()
    {
        await RunAsync("event");
        await using var writer = await WriterAsync();

        Assert.False(await RunAsync("event"));
    }

    [Fact]
    public async Task Call_that_does_not_wait_is_rejected_after_a_second_while_another_process_writes()
    {
        await using var writer = await WriterAsync();
        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () =>
            await _world.Ledger.ExecuteAsync("key", static (_, _) => new("never"), Utf8Serializer.Instance, options: new() { InFlight = InFlightBehavior.Reject }));
    }

    [Fact]
    public async Task I8_Duplicate_in_the_process_is_told_from_a_call_with_another_key_that_writes()
    {
        await using var running = await HeldCall.StartAsync(_world, _world.Ledger, "key");
        var reject = new IdempotencyOptions { InFlight = InFlightBehavior.Reject };
        var time = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () => await _world.Ledger.ExecuteAsync("key", static (_, _) => new("never"), Utf8Serializer.Instance, options: reject));
        var ofDuplicate = TimeProvider.System.GetElapsedTime(time);

        // The writer may end within the second.
        var other = Task.Run(async () => await _world.Ledger.ExecuteAsync("other", static (_, _) => new("ran"), Utf8Serializer.Instance, options: reject));
        running.Finish();
        Assert.True(ofDuplicate < TimeSpan.FromSeconds(1), $"It was told after {ofDuplicate}.");
        Assert.Equal("ran", (await other).Value);
    }

    [Fact]
    public async Task Call_waits_for_a_writer_elsewhere_and_runs_then()
    {
        var logs = new FakeLogCollector();
        var ledger = _world.Create(new KvLedgerOptions { Table = _world.Table, LoggerFactory = new LoggerFactory([new FakeLoggerProvider(logs)]) });
        var writer = await WriterAsync();
        var call = Task.Run(async () => await ledger.ProcessOnceAsync("event", static (_, _) => default));
        await Derp.Kv.Conformance.Eventually.HoldsAsync(() => Task.FromResult(logs.Count > 0), "It did not wait.");
        Assert.Equal(200, logs.LatestRecord.Id.Id);
        await writer.DisposeAsync();

        Assert.True(await call);
    }

    [Fact]
    public async Task Commands_of_the_body_have_the_time_out_of_the_connection_string()
    {
        var ledger = new SqliteKvLedger(_world.ConnectionString + ";Default Timeout=17", new KvLedgerOptions { Table = _world.Table });
        var found = 0;
        await ledger.ProcessOnceAsync("event", (transaction, _) =>
        {
            using var command = transaction.Connection.CreateCommand();
            found = command.CommandTimeout;
            return default;
        });

        Assert.Equal(17, found);
    }

    [Fact]
    public async Task Commit_that_a_reader_holds_up_is_not_executed_and_the_driver_says_so()
    {
        await using var world = await SqliteWorld.CreateAsync("delete");
        var ledger = new SqliteKvLedger(world.ConnectionString + ";Default Timeout=1", new KvLedgerOptions { Table = world.Table });
        await world.RunAsync($"INSERT INTO {world.Effects} VALUES ('read')");
        await using (var connection = new SqliteConnection(world.ConnectionString))
        {
            await connection.OpenAsync();
            using var read = connection.CreateCommand();
            read.CommandText = $"SELECT name FROM {world.Effects}";
            await using var reader = await read.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());

            var thrown = await Assert.ThrowsAsync<SqliteException>(async () => await ledger.ProcessOnceAsync("event", async (transaction, _) => await world.WriteAsync(transaction, "event")));
            Assert.Equal(5, thrown.SqliteErrorCode);
        }

        Assert.Equal(0, await world.CountAsync("event"));
        Assert.True(await ledger.ProcessOnceAsync("event", async (transaction, _) => await world.WriteAsync(transaction, "event")));
        Assert.Equal(1, await world.CountAsync("event"));
    }

    [Fact]
    public async Task Table_can_stand_in_a_database_that_is_attached()
    {
        await using var source = new AttachingSource(_world.ConnectionString, "other \"one\"");
        var ledger = new SqliteKvLedger(source, new KvLedgerOptions { Schema = "other \"one\"", Table = "t" });
        await ledger.CreateAsync();

        Assert.True(await ledger.ProcessOnceAsync("event", static (_, _) => default));
        Assert.False(await ledger.ProcessOnceAsync("event", static (_, _) => default));
        Assert.Equal(1, (await ledger.GetStatusAsync()).Rows);
        Assert.Equal(0, await ledger.PurgeAsync());
    }

    private ValueTask<bool> RunAsync(string id) => _world.Ledger.ProcessOnceAsync(id, async (transaction, _) => await _world.WriteAsync(transaction, id));

    // Writes, and holds the database until it is disposed of.
    private async Task<SqliteConnection> WriterAsync()
    {
        // A connection that goes back to the pool would keep the transaction.
        var connection = new SqliteConnection(_world.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();
        return connection;
    }
}
