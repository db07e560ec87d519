using System.Data.Common;
using Derp.Kv.Ledger.Databases;

namespace Derp.Kv.Ledger;

// Connections are taken for one step and given back. A pool may hold some that were cut while they were idle: what fails
// on one of those was not executed, and is tried again.
public abstract partial class KvLedger
{
    // Each try takes one that is lost out of the pool; drivers keep a hundred. A server that is away refuses new ones, which ends the tries.
    private const int MostTries = 100;

    /// <summary>One operation on a connection of its own, which can be repeated.</summary>
    /// <exception cref="KvException">It failed.</exception>
    internal async ValueTask<TResult> UseAsync<TArgument, TResult>(
        TArgument argument,
        Func<LedgerDatabase, DbConnection, TArgument, CancellationToken, ValueTask<TResult>> operation,
        CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await operation(Database, connection, argument, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not (OperationCanceledException or KvException))
            {
                ThrowUnlessWorthAnother(tries, e);
            }
            finally
            {
                await LedgerSession.CloseAsync(connection, null).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks for a key once. A connection that is not needed any more is closed without holding the call up.</summary>
    /// <param name="request">The row.</param>
    /// <param name="lockWait">How long to wait for a call elsewhere.</param>
    /// <param name="turnWait">How long to wait for other calls here, where only one can ask.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is left.</param>
    /// <exception cref="KvException">It failed.</exception>
    internal async ValueTask<LedgerAnswer> TakeAsync(LedgerRequest request, TimeSpan lockWait, TimeSpan turnWait, CancellationToken cancellationToken)
    {
        var (isMine, turn) = await Database.WaitForTurnAsync(turnWait, cancellationToken).ConfigureAwait(false);
        if (!isMine)
            return LedgerAnswer.Busy;

        var answer = LedgerAnswer.Busy;
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return answer = await TakeOnceAsync(request, lockWait, turn, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not (OperationCanceledException or KvException))
                {
                    ThrowUnlessWorthAnother(tries, e);
                }
            }
        }
        finally
        {
            if (answer.Session is null)
                turn?.Dispose();
        }
    }

    private async ValueTask<LedgerAnswer> TakeOnceAsync(LedgerRequest request, TimeSpan lockWait, IDisposable? turn, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var answer = LedgerAnswer.Busy;
        try
        {
            return answer = await Database.TakeAsync(connection, Options.IsolationLevel, request, lockWait, turn, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Database.FailureOf(e) is LedgerFailure.Locked)
        {
            return LedgerAnswer.Busy;
        }
        catch (Exception e) when (Database.FailureOf(e) is LedgerFailure.Conflict)
        {
            return LedgerAnswer.Again;
        }
        finally
        {
            if (answer.Session is null)
            {
                // A replay is answered before its transaction is rolled back.
                var closing = LedgerSession.CloseAsync(connection, null);
                if (answer.Row is null || closing.IsCompleted)
                    await closing.ConfigureAwait(false);
                else
                    _ = closing.AsTask();
            }
        }
    }

    private async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException or System.Net.Sockets.SocketException or IOException)
        {
            throw new KvUnavailableException("The ledger got no connection to its database. Nothing was written.", e);
        }
    }

    private void ThrowUnlessWorthAnother(int tries, Exception exception)
    {
        if (tries >= MostTries || Database.FailureOf(exception) != LedgerFailure.ConnectionLost)
            throw DriverErrors.Explain(Database, exception);
        if (tries > 1)
            Database.DropIdleConnections(DataSource);
    }
}
