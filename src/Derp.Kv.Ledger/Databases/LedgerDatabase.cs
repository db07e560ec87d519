using System.Data;
using System.Data.Common;

namespace Derp.Kv.Ledger.Databases;

/// <summary>What differs between databases: the statements, how a wait is bounded, and what errors mean. All of it throws the driver's exceptions.</summary>
internal abstract class LedgerDatabase
{
    /// <summary>Whether a call reads before it begins a transaction, because beginning one may wait.</summary>
    public abstract bool ReadsFirst { get; }

    public abstract string CreateScript { get; }

    /// <summary>Creates table and index unless they exist.</summary>
    public abstract ValueTask CreateAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for the turn of a call to ask for its key, where only one can. False: it did not come in time. A turn that is not null is
    /// part of the session that <see cref="TakeAsync"/> returns, or given up by the caller.
    /// </summary>
    public virtual ValueTask<(bool IsMine, IDisposable? Turn)> WaitForTurnAsync(TimeSpan longest, CancellationToken cancellationToken) => new((true, null));

    /// <summary>Reads what stands under the key, expired or not; null: nothing. One round trip.</summary>
    public abstract ValueTask<LedgerRow?> ReadAsync(DbConnection connection, byte[] key, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction and inserts the row unless one stands under the key that is not expired. The caller closes the connection if no
    /// session is returned. One round trip; one more to take over an expired row.
    /// </summary>
    public abstract ValueTask<LedgerAnswer> TakeAsync(
        DbConnection connection,
        IsolationLevel isolation,
        LedgerRequest request,
        TimeSpan lockWait,
        IDisposable? turn,
        CancellationToken cancellationToken);

    /// <summary>Writes the result into the row and commits, in one round trip where the driver can.</summary>
    public abstract ValueTask CompleteAsync(LedgerSession session, LedgerRequest request, LedgerResult result);

    /// <summary>Deletes expired rows in a transaction of its own.</summary>
    public abstract ValueTask<int> PurgeAsync(DbConnection connection, int batch, CancellationToken cancellationToken);

    public abstract ValueTask<LedgerEntry?> FindAsync(DbConnection connection, byte[] key, CancellationToken cancellationToken);

    public abstract ValueTask<LedgerStatus> GetStatusAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>What an exception of any of these means, but for <see cref="CompleteAsync"/>.</summary>
    public abstract LedgerFailure FailureOf(Exception exception);

    /// <summary>What an exception of <see cref="CompleteAsync"/> means.</summary>
    public abstract CommitFailure CommitFailureOf(Exception exception);

    /// <summary>Drops idle connections, which may be lost like the one that failed.</summary>
    public virtual void DropIdleConnections(DbDataSource source)
    {
    }
}
