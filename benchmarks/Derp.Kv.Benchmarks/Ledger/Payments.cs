using System.Data.Common;
using System.Text;
using Derp.Kv.Ledger;
using Npgsql;

namespace Derp.Kv.Benchmarks;

/// <summary>One insert that is to be there once for its key: without care, by hand, through the ledger, and under a claim on Valkey.</summary>
internal sealed class Payments(NpgsqlDataSource source, KvLedger ledger, KvClient kv)
{
    public const string Script = """
        CREATE TABLE payments (id uuid PRIMARY KEY, account text NOT NULL, amount bigint NOT NULL);
        CREATE TABLE requests (key bytea PRIMARY KEY, fingerprint bytea NOT NULL, status int NOT NULL, body bytea, expires timestamptz NOT NULL);
        CREATE INDEX ON requests (expires);
        """;

    private static readonly byte[] s_fingerprint = new byte[16];
    private static readonly IdempotencyOptions s_options = new() { Fingerprint = s_fingerprint };

    private readonly KvLedger _ledger = ledger;

    /// <summary>The transaction of the insert alone.</summary>
    public async Task<string> AloneAsync(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var receipt = await PayAsync(connection);
        await transaction.CommitAsync();
        return receipt;
    }

    /// <summary>Two inserts in a transaction. The result has to be known before the work is done.</summary>
    public async Task<string> ByHandAsync(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var id = Guid.NewGuid();
        if (!await RecordAsync(connection, key, Encoding.UTF8.GetBytes(ReceiptOf(id))))
        {
            await transaction.RollbackAsync();
            return await FindByHandAsync(key);
        }

        var receipt = await PayAsync(connection, id);
        await transaction.CommitAsync();
        return receipt;
    }

    /// <summary>The result is written into the record when the work is done.</summary>
    public async Task<string> ByHandWithResultAsync(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await RecordAsync(connection, key, body: null))
        {
            await transaction.RollbackAsync();
            return await FindByHandAsync(key);
        }

        var receipt = await PayAsync(connection);
        await using var update = new NpgsqlCommand("UPDATE requests SET body = $2 WHERE key = $1", connection)
        {
            Parameters = { new() { Value = Encoding.UTF8.GetBytes(key) }, new() { Value = Encoding.UTF8.GetBytes(receipt) } },
        };
        await update.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return receipt;
    }

    /// <summary>What stands under a key of <see cref="ByHandAsync"/>: the least that a replay can be.</summary>
    public async Task<string> FindByHandAsync(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT fingerprint, status, body FROM requests WHERE key = $1 AND expires > now()", connection)
        {
            Parameters = { new() { Value = Encoding.UTF8.GetBytes(key) } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync() || !reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(s_fingerprint))
            throw new InvalidOperationException("There is no such request.");
        return Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(2));
    }

    public async Task<string> OnLedgerAsync(string key) =>
        (await _ledger.ExecuteAsync(key, static async (transaction, _) => await PayAsync(transaction.Connection), ReceiptFormat.Instance, options: s_options)).Value;

    /// <summary>A claim on Valkey around a transaction of the insert alone, which a crash between them can run twice.</summary>
    public async Task<string> UnderClaimAsync(string key) =>
        (await kv.IdempotentExecuteAsync(key, async _ => await AloneAsync(key), ReceiptFormat.Instance, options: s_options)).Value;

    private static Task<string> PayAsync(DbConnection connection) => PayAsync(connection, Guid.NewGuid());

    private static async Task<string> PayAsync(DbConnection connection, Guid id)
    {
        await using var command = new NpgsqlCommand("INSERT INTO payments (id, account, amount) VALUES ($1, $2, $3)", (NpgsqlConnection)connection)
        {
            Parameters = { new() { Value = id }, new() { Value = "DK-4711" }, new() { Value = 12_995L } },
        };
        await command.ExecuteNonQueryAsync();
        return ReceiptOf(id);
    }

    private static async Task<bool> RecordAsync(NpgsqlConnection connection, string key, byte[]? body)
    {
        const string insert =
            "INSERT INTO requests (key, fingerprint, status, body, expires) VALUES ($1, $2, 200, $3, now() + interval '1 day') ON CONFLICT (key) DO NOTHING";
        await using var command = new NpgsqlCommand(insert, connection)
        {
            Parameters =
            {
                new() { Value = Encoding.UTF8.GetBytes(key) },
                new() { Value = s_fingerprint },
                new() { Value = (object?)body ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea },
            },
        };
        return await command.ExecuteNonQueryAsync() == 1;
    }

    private static string ReceiptOf(Guid id) => id.ToString("N");
}
