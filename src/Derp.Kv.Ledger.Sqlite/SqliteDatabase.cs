using System.Data;
using System.Data.Common;
using Derp.Kv.Ledger.Databases;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Ledger.Sqlite;

// How a call takes its key, and completes it.
internal sealed partial class SqliteDatabase(KvLedgerOptions options) : LedgerDatabase
{
    // The driver counts in seconds, and takes 0 for ever.
    private const int ShortestTimeout = 1;

    private readonly SqliteStatements _statements = new(options.Schema, options.Table);
    private readonly WriterTurn _turn = new(options.TimeProvider);

    public override bool ReadsFirst => true;

    public override async ValueTask<(bool IsMine, IDisposable? Turn)> WaitForTurnAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var turn = await _turn.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
        return (turn is not null, turn);
    }

    public override async ValueTask<LedgerAnswer> TakeAsync(
        DbConnection connection,
        IsolationLevel isolation,
        LedgerRequest request,
        TimeSpan lockWait,
        IDisposable? turn,
        CancellationToken cancellationToken)
    {
        var transaction = Begin((SqliteConnection)connection);

        // The clock is read when nobody else can write any more, so that the expiry of what stands is the latest one.
        var now = Now;
        using var take = Command(connection, _statements.Take);
        take.Parameters.AddWithValue("$key", request.Key);
        take.Parameters.AddWithValue("$fingerprint", request.Fingerprint);
        take.Parameters.AddWithValue("$origin", request.Origin);
        take.Parameters.AddWithValue("$owner", request.Owner);
        take.Parameters.AddWithValue("$now", now);
        take.Parameters.AddWithValue("$expires", ExpiryFrom(now, request.Ttl));
        if (await take.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
            return await ReadAsync(connection, request.Key, cancellationToken).ConfigureAwait(false) is { } row ? LedgerAnswer.Standing(row) : LedgerAnswer.Again;

        using var mark = Command(connection, SqliteStatements.Mark);
        await mark.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return LedgerAnswer.Taken(new LedgerSession(connection, transaction, place: null, turn));
    }

    public override async ValueTask CompleteAsync(LedgerSession session, LedgerRequest request, LedgerResult result)
    {
        using var release = Command(session.Connection, SqliteStatements.ReleaseMark);
        try
        {
            await release.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException { SqliteErrorCode: GenericError } or InvalidOperationException)
        {
            throw new TransactionEndedException(e);
        }

        using var complete = Command(session.Connection, _statements.Complete);
        complete.Parameters.AddWithValue("$key", request.Key);
        complete.Parameters.AddWithValue("$owner", request.Owner);
        complete.Parameters.AddWithValue("$state", (int)result.State);
        complete.Parameters.AddWithValue("$status", result.StatusCode);
        complete.Parameters.AddWithValue("$body", (object?)result.Body ?? DBNull.Value);
        complete.Parameters.AddWithValue("$expires", ExpiryFrom(Now, request.Ttl));
        await complete.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        await session.Transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private long Now => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private static long ExpiryFrom(long now, TimeSpan ttl) => now + (long)ttl.TotalMilliseconds;

    // At once as the writer: a transaction that reads before can never become one if another has written meanwhile. The driver waits for
    // the other writer, up to a second; commands of the body get the time of their connection again.
    private static SqliteTransaction Begin(SqliteConnection connection)
    {
        var timeout = connection.DefaultTimeout;
        connection.DefaultTimeout = ShortestTimeout;
        try
        {
            return connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        }
        finally
        {
            connection.DefaultTimeout = timeout;
        }
    }
}
