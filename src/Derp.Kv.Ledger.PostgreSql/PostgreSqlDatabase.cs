using System.Data;
using System.Data.Common;
using Derp.Kv.Ledger.Databases;
using Npgsql;
using NpgsqlTypes;

namespace Derp.Kv.Ledger.PostgreSql;

// How a call takes its key, and completes it.
internal sealed partial class PostgreSqlDatabase(PostgreSqlNames names, TimeProvider time) : LedgerDatabase
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
        var taker = new PostgreSqlTaker((NpgsqlConnection)connection, _statements, request, isolation == IsolationLevel.Serializable);
        var (place, row) = await taker.AskAsync(cancellationToken).ConfigureAwait(false);
        if (place is null && row is null)
        {
            // Another call has the key, or had it a moment ago. An error ends the wait, and the transaction with it.
            await taker.WaitAsync(lockWait, cancellationToken).ConfigureAwait(false);
            (place, row) = await taker.AskAsync(cancellationToken).ConfigureAwait(false);
        }

        if (row is { IsExpired: true })
            (place, row) = (await taker.TryTakeOverAsync(cancellationToken).ConfigureAwait(false), null);
        if (row is not null)
            return LedgerAnswer.Standing(row);
        return place is { } taken
            ? LedgerAnswer.Taken(new LedgerSession(connection, transaction, new Place(taken, time.GetTimestamp()), turn))
            : LedgerAnswer.Again;
    }

    public override async ValueTask CompleteAsync(LedgerSession session, LedgerRequest request, LedgerResult result)
    {
        // A result's life begins when its body has ended: to a thousandth, so that a short body costs no entry of an index.
        var place = (Place)session.Place!;
        var isLate = time.GetElapsedTime(place.TakenAt) > request.Ttl / 1000;
        var complete = new NpgsqlBatchCommand(isLate ? _statements.CompleteLater : _statements.Complete)
        {
            Parameters =
            {
                new() { Value = place.Row, NpgsqlDbType = NpgsqlDbType.Tid },
                new() { Value = (short)result.State },
                new() { Value = result.StatusCode },
                new() { Value = (object?)result.Body ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
            },
        };
        if (isLate)
            complete.Parameters.Add(new NpgsqlParameter<double> { TypedValue = request.Ttl.TotalMilliseconds });
        using var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection) { BatchCommands = { complete, new(PostgreSqlStatements.Commit) } };
        await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    internal static LedgerRow RowOf(DbDataReader reader, int first)
    {
        var left = reader.GetFieldValue<DateTime>(first + 6) - reader.GetFieldValue<DateTime>(first + 7);
        return LedgerRow.Of(
            reader.GetFieldValue<byte[]>(first),
            reader.GetFieldValue<byte[]>(first + 1),
            reader.GetFieldValue<byte[]>(first + 2),
            reader.GetInt16(first + 3),
            reader.GetInt32(first + 4),
            reader.IsDBNull(first + 5) ? null : reader.GetFieldValue<byte[]>(first + 5),
            isExpired: left <= TimeSpan.Zero,
            left);
    }

    // Where the row is, and when the key was taken.
    private sealed record Place(NpgsqlTid Row, long TakenAt);
}
