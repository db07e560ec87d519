using System.Data;
using System.Data.Common;
using System.Globalization;
using Derp.Kv.Ledger.Databases;
using Npgsql;
using NpgsqlTypes;

namespace Derp.Kv.Ledger.PostgreSql;

// How a call takes its key, and completes it.
internal sealed partial class PostgreSqlDatabase(PostgreSqlNames names) : LedgerDatabase
{
    private readonly PostgreSqlStatements _statements = new(names);

    public override bool ReadsFirst => false;

    public override async ValueTask<LedgerAnswer> TakeAsync(
        DbConnection connection,
        IsolationLevel isolation,
        LedgerRequest request,
        TimeSpan lockWait,
        IDisposable? turn,
        CancellationToken cancellationToken)
    {
        // The driver sends it together with the first statement.
        var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false);
        var (place, row) = await AskAsync(connection, _statements.Take, request, lockWait, cancellationToken).ConfigureAwait(false);
        if (row is { IsExpired: true })
            (place, row) = await AskAsync(connection, _statements.TakeOver, request, lockWait, cancellationToken).ConfigureAwait(false);
        if (row is not null)
            return LedgerAnswer.Standing(row);
        return place is { } taken ? LedgerAnswer.Taken(new LedgerSession(connection, transaction, taken, turn)) : LedgerAnswer.Again;
    }

    public override async ValueTask CompleteAsync(LedgerSession session, LedgerRequest request, LedgerResult result)
    {
        using var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection)
        {
            BatchCommands =
            {
                new(_statements.Complete)
                {
                    Parameters =
                    {
                        new() { Value = session.Place!, NpgsqlDbType = NpgsqlDbType.Tid },
                        new() { Value = request.Owner },
                        new() { Value = (short)result.State },
                        new() { Value = result.StatusCode },
                        new() { Value = (object?)result.Body ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
                        new() { Value = Milliseconds(request.Ttl) },
                    },
                },
                new(PostgreSqlStatements.Commit),
            },
        };
        await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    // Where the row is that was written, or the row that stands; neither: what stood has changed meanwhile.
    private static async ValueTask<(NpgsqlTid? Place, LedgerRow? Row)> AskAsync(
        DbConnection connection,
        string statement,
        LedgerRequest request,
        TimeSpan lockWait,
        CancellationToken cancellationToken)
    {
        using var batch = new NpgsqlBatch((NpgsqlConnection)connection)
        {
            BatchCommands =
            {
                new(PostgreSqlStatements.SetLockWait)
                {
                    Parameters = { new() { Value = Math.Max(1, (long)lockWait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) } },
                },
                new(statement)
                {
                    Parameters =
                    {
                        new() { Value = request.Key },
                        new() { Value = request.Fingerprint },
                        new() { Value = request.Origin },
                        new() { Value = request.Owner },
                        new() { Value = Milliseconds(request.Ttl) },
                    },
                },
                new(PostgreSqlStatements.RestoreLockWait),
            },
        };
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlTid? place = null;
        LedgerRow? row = null;
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (reader.IsDBNull(0))
                row = RowOf(reader, 1);
            else
                place = reader.GetFieldValue<NpgsqlTid>(0);
        }

        // An error of the last statement shows only here.
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return (place, row);
    }

    private static LedgerRow RowOf(DbDataReader reader, int first) => LedgerRow.Of(
        reader.GetFieldValue<byte[]>(first),
        reader.GetFieldValue<byte[]>(first + 1),
        reader.GetFieldValue<byte[]>(first + 2),
        reader.GetInt16(first + 3),
        reader.GetInt32(first + 4),
        reader.IsDBNull(first + 5) ? null : reader.GetFieldValue<byte[]>(first + 5),
        reader.GetBoolean(first + 6),
        reader.GetInt64(first + 7));

    private static double Milliseconds(TimeSpan time) => time.TotalMilliseconds;
}
