using System.Data.Common;

namespace Derp.Kv.Ledger.Databases;

/// <summary>A connection with a transaction that has taken a key, until it is ended.</summary>
/// <param name="connection">Open; owned.</param>
/// <param name="transaction">Has begun; owned.</param>
/// <param name="place">Where the row is, in the database's own words; null if the key finds it.</param>
/// <param name="turn">What is to be given up at the end; null for nothing.</param>
internal sealed class LedgerSession(DbConnection connection, DbTransaction transaction, object? place, IDisposable? turn = null)
{
    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    public object? Place => place;

    /// <summary>Rolls the transaction back unless it is over, and gives the connection back.</summary>
    public async ValueTask EndAsync()
    {
        await CloseAsync(connection, transaction).ConfigureAwait(false);
        turn?.Dispose();
    }

    /// <summary>The same for a transaction that has not taken a key.</summary>
    public static async ValueTask CloseAsync(DbConnection connection, DbTransaction? transaction)
    {
        try
        {
            if (transaction is not null)
                await transaction.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The connection is lost, or the body has ended the transaction; closing the connection ends what is left.
        catch
#pragma warning restore CA1031
        {
        }

        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A connection that cannot be given back is lost, and its transaction with it.
        catch
#pragma warning restore CA1031
        {
        }
    }
}
