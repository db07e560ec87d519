using System.Data;
using System.Data.Common;
using System.Text;

namespace Derp.Kv.LedgerWorker;

/// <summary>In which transactions record and effect are written.</summary>
internal enum Order
{
    /// <summary>In one, as is right: what the checks must accept.</summary>
    Together,

    /// <summary>The record first, in a transaction of its own.</summary>
    RecordFirst,

    /// <summary>The effect first, and the record in a transaction after it.</summary>
    EffectFirst,

    /// <summary>The effect outside of any transaction, while the record's is open.</summary>
    EffectOutside,
}

/// <summary>
/// The same by hand, right and wrong, with a table of the ledger's name. The checks are tested with it: each wrong order must be found.
/// </summary>
internal sealed class HandCaller(DbDataSource source, Order order) : ICaller
{
    public Func<string, Task>? InBody { get; set; }

    public DbDataSource Source => source;

    public async Task<Outcome> CallAsync(string key, TimeSpan? ttl = null)
    {
        await using var connection = await source.OpenConnectionAsync();
        var run = Effect.NewRun();
        if (order == Order.EffectFirst)
        {
            if (await FindAsync(connection, key) is { } before)
                return new(before, IsReplay: true);
            await using var first = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
            await WriteEffectAsync(connection, first, key, run);
            await first.CommitAsync();
        }

        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        if (!await InsertAsync(connection, transaction, key, run))
        {
            await transaction.RollbackAsync();
            return new(await FindAsync(connection, key) ?? "", IsReplay: true);
        }

        if (order == Order.RecordFirst)
        {
            await transaction.CommitAsync();
            await using var second = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
            await WriteEffectAsync(connection, second, key, run);
            await second.CommitAsync();
            return new(run, IsReplay: false);
        }

        if (order == Order.Together)
            await WriteEffectAsync(connection, transaction, key, run);
        if (order == Order.EffectOutside)
        {
            await using var other = await source.OpenConnectionAsync();
            await WriteEffectAsync(other, transaction: null, key, run);
        }

        await transaction.CommitAsync();
        return new(run, IsReplay: false);
    }

    public async Task CreateAsync()
    {
        await using var command = source.CreateCommand("CREATE TABLE IF NOT EXISTS derp_kv_ledger (key bytea PRIMARY KEY, run text NOT NULL)");
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static byte[] KeyOf(string key) => Encoding.UTF8.GetBytes("derp:idempotency:" + key);

    private static async Task<bool> InsertAsync(DbConnection connection, DbTransaction transaction, string key, string run)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO derp_kv_ledger (key, run) VALUES (@key, @run) ON CONFLICT DO NOTHING";
        Effect.Add(command, "key", KeyOf(key));
        Effect.Add(command, "run", run);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    private static async Task<string?> FindAsync(DbConnection connection, string key)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT run FROM derp_kv_ledger WHERE key = @key";
        Effect.Add(command, "key", KeyOf(key));
        return (string?)await command.ExecuteScalarAsync();
    }

    private async Task WriteEffectAsync(DbConnection connection, DbTransaction? transaction, string key, string run)
    {
        await Effect.WriteAsync(connection, transaction, key, run, part: 1);
        if (InBody is { } wait)
            await wait(key);
        await Effect.WriteAsync(connection, transaction, key, run, part: 2);
    }
}
