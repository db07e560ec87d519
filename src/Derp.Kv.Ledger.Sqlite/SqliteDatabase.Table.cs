using System.Data.Common;
using Derp.Kv.Ledger.Databases;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Ledger.Sqlite;

// The table: how it is made, looked at and purged; and what the driver's exceptions mean.
internal sealed partial class SqliteDatabase
{
    private const int GenericError = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    public override string CreateScript => _statements.Create;

    public override async ValueTask CreateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Create);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<LedgerRow?> ReadAsync(DbConnection connection, byte[] key, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Read);
        command.Parameters.AddWithValue("$key", key);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;

        var left = TimeSpan.FromMilliseconds(reader.GetInt64(6) - Now);
        return LedgerRow.Of(
            reader.GetFieldValue<byte[]>(0),
            reader.GetFieldValue<byte[]>(1),
            reader.GetFieldValue<byte[]>(2),
            reader.GetInt32(3),
            reader.GetInt32(4),
            reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5),
            isExpired: left <= TimeSpan.Zero,
            left);
    }

    public override async ValueTask<int> PurgeAsync(DbConnection connection, int batch, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Purge);
        command.Parameters.AddWithValue("$now", Now);
        command.Parameters.AddWithValue("$batch", batch);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<long> CountExpiredAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.CountExpired);
        command.Parameters.AddWithValue("$now", Now);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public override async ValueTask<LedgerEntry?> FindAsync(DbConnection connection, byte[] key, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _statements.Find);
        command.Parameters.AddWithValue("$key", key);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;

        var expires = reader.GetInt64(2);
        return new(reader.GetInt32(0), TimeOf(reader.GetInt64(1)), TimeOf(expires), isExpired: expires <= Now, reader.GetBoolean(3), reader.GetInt64(4));
    }

    public override async ValueTask<LedgerStatus> GetStatusAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var now = Now;
        using var command = Command(connection, _statements.Status);
        command.Parameters.AddWithValue("$now", now);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new(reader.GetInt64(0), isEstimate: false, size: null, reader.IsDBNull(1) ? null : TimeSpan.FromMilliseconds(now - reader.GetInt64(1)));
    }

    public override LedgerFailure FailureOf(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked } => LedgerFailure.Locked,
        SqliteException { SqliteErrorCode: ReadOnly } => LedgerFailure.NoRight,
        SqliteException { SqliteErrorCode: IoError or Full or CannotOpen } => LedgerFailure.Unavailable,

        // It has no code of its own, and the text is part of SQLite's tests.
        SqliteException { SqliteErrorCode: GenericError } e when e.Message.Contains("no such table", StringComparison.Ordinal) => LedgerFailure.NoTable,
        _ => LedgerFailure.Refused,
    };

    public override CommitFailure CommitFailureOf(Exception exception) => exception switch
    {
        TransactionEndedException => CommitFailure.EndedByBody,

        // A reader has kept the file for longer than the time-out of the connection, and the transaction is rolled back.
        SqliteException { SqliteErrorCode: Busy or Locked } => CommitFailure.NotCommitted,
        SqliteException { SqliteErrorCode: IoError or Full } => CommitFailure.Unknown,
        SqliteException => CommitFailure.NotCommitted,
        InvalidOperationException => CommitFailure.EndedByBody,
        _ => CommitFailure.Unknown,
    };

    // The driver wants a command to have the connection's transaction, if there is one.
    private static SqliteCommand Command(DbConnection connection, string statement)
    {
        var command = ((SqliteConnection)connection).CreateCommand();
        command.CommandText = statement;
        return command;
    }

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
