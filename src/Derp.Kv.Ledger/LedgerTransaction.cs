using System.Data.Common;

namespace Derp.Kv.Ledger;

/// <summary>
/// The transaction that a body writes in. It is committed with the record of the call after the body has returned, and rolled back when the
/// body throws. The body must not commit, roll back or dispose of it or its connection.
/// </summary>
public sealed class LedgerTransaction
{
    internal LedgerTransaction(DbConnection connection, DbTransaction transaction) => (Connection, Transaction) = (connection, transaction);

    /// <summary>The open connection of the transaction.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction, which has begun.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>Makes a command part of the transaction: sets its connection and its transaction.</summary>
    /// <param name="command">The command, of the database's own kind.</param>
    /// <exception cref="ArgumentNullException"><paramref name="command"/> is null.</exception>
    public void Enlist(DbCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Connection = Connection;
        command.Transaction = Transaction;
    }
}
