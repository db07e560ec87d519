using System.Data.Common;
using Derp.Kv.Ledger.Databases;
using Npgsql;

namespace Derp.Kv.Ledger.PostgreSql;

// The table: how it is made, looked at and purged. Each is one round trip, and a transaction of its own.
internal sealed partial class PostgreSqlDatabase
{
    // Two sessions that create one table at a time can both find it missing: one of them waits here. Any number will do.
    private const long CreationLock = 0x6465_7270_6b76_6c67;

    public override string CreateScript => _statements.Create;

    public override async ValueTask CreateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // A user without the right to create can still find that nothing is to be created.
        using var exists = Command(connection, "SELECT to_regclass($1) IS NOT NULL", _statements.Table);
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
            return;

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        using var turn = Command(connection, "SELECT pg_advisory_xact_lock($1)", CreationLock);
        await turn.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using var create = Command(connection, _statements.Create);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LedgerRow?> ReadAsync(DbConnection connection, byte[] key, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Read, key);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? RowOf(reader, 0) : null;
    }

    public override async ValueTask<int> PurgeAsync(DbConnection connection, int batch, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Purge, batch);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LedgerEntry?> FindAsync(DbConnection connection, byte[] key, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Find, key);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new(
                reader.GetInt32(0),
                await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken).ConfigureAwait(false),
                await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken).ConfigureAwait(false),
                reader.GetBoolean(3),
                reader.GetBoolean(4),
                reader.GetInt64(5))
            : null;
    }

    public override async ValueTask<LedgerStatus> GetStatusAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Status, _statements.Table);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new(reader.GetInt64(0), isEstimate: true, reader.GetInt64(1), reader.IsDBNull(2) ? null : TimeSpan.FromSeconds(reader.GetDouble(2)));
    }

    private static NpgsqlCommand Command(DbConnection connection, string statement, params ReadOnlySpan<object> arguments)
    {
        var command = new NpgsqlCommand(statement, (NpgsqlConnection)connection);
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return command;
    }
}
