using System.Data.Common;
using Derp.Kv.Ledger.Databases;
using Npgsql;

namespace Derp.Kv.Ledger.PostgreSql;

// What the driver's exceptions mean. An error of severity ERROR is the server's word that a statement had no effect; a fatal one
// ends the connection, and a commit before it may have been executed.
internal sealed partial class PostgreSqlDatabase
{
    public override LedgerFailure FailureOf(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => LedgerFailure.Locked,
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => LedgerFailure.Conflict,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => LedgerFailure.NoTable,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => LedgerFailure.NoRight,
        PostgresException e when IsFatal(e) => LedgerFailure.ConnectionLost,
        PostgresException e when IsClass(e, "53", "57", "58", "XX") || e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction => LedgerFailure.Unavailable,
        PostgresException => LedgerFailure.Refused,

        // A second try after a time-out would only double the wait.
        NpgsqlException { InnerException: TimeoutException } => LedgerFailure.Unavailable,
        NpgsqlException or IOException => LedgerFailure.ConnectionLost,
        _ => LedgerFailure.Refused,
    };

    public override CommitFailure CommitFailureOf(Exception exception) => exception switch
    {
        // By the statement that completes the row.
        PostgresException { SqlState: PostgresErrorCodes.DivisionByZero } => CommitFailure.EndedByBody,
        PostgresException e => IsFatal(e) ? CommitFailure.Unknown : CommitFailure.NotCommitted,
        NpgsqlOperationInProgressException => CommitFailure.NotCommitted,

        // The connection is closed, so that nothing was sent.
        InvalidOperationException => CommitFailure.EndedByBody,
        _ => CommitFailure.Unknown,
    };

    public override void DropIdleConnections(DbDataSource source)
    {
        if (source is NpgsqlDataSource own)
            own.Clear();
    }

    private static bool IsFatal(PostgresException exception) =>
        exception.InvariantSeverity is "FATAL" or "PANIC" || IsClass(exception, "08");

    private static bool IsClass(PostgresException exception, params ReadOnlySpan<string> classes)
    {
        foreach (var start in classes)
        {
            if (exception.SqlState.StartsWith(start, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
