namespace Derp.Kv.Ledger;

// The table: how it is made, looked at and kept small.
public abstract partial class KvLedger
{
    /// <summary>The statements that create the table and its index unless they exist, to run by hand or in a migration.</summary>
    public string CreateScript => Database.CreateScript;

    /// <summary>
    /// Creates the table and its index unless they exist. Concurrent calls are safe. If the table exists, no right is needed but to
    /// look at it. Two round trips, or one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KvUnavailableException">The database did not answer.</exception>
    /// <exception cref="KvException">The database has refused, for want of a right or of the schema.</exception>
    public async ValueTask CreateAsync(CancellationToken cancellationToken = default)
    {
        await UseAsync(
            0,
            static async (database, connection, _, ct) =>
            {
                await database.CreateAsync(connection, ct).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks at what stands under a key, expired or not; changes nothing. One round trip.</summary>
    /// <param name="key">The key's bytes as they are stored: with all prefixes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if there is no row, or the call that writes it has not been committed.</returns>
    /// <exception cref="KvUnavailableException">The database did not answer.</exception>
    /// <exception cref="KvException">The table does not exist, or the database has refused.</exception>
    public ValueTask<LedgerEntry?> FindAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        UseAsync(key.ToArray(), static (database, connection, key, ct) => database.FindAsync(connection, key, ct), cancellationToken);

    /// <summary>
    /// Deletes expired rows, each batch in a transaction of its own, until none is left. A call that needs a row of a batch
    /// waits for that batch at most. One round trip for each batch.
    /// </summary>
    /// <param name="batch">The most rows of a transaction, 1 or more. Default: 1,000.</param>
    /// <param name="cancellationToken">Ends the purge between or in batches; those before stay deleted.</param>
    /// <returns>The number of rows that were deleted.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is less than 1.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer.</exception>
    /// <exception cref="KvException">The table does not exist, or the database has refused.</exception>
    public async ValueTask<long> PurgeAsync(int batch = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        for (var total = 0L; ;)
        {
            var purged = await UseAsync(batch, static (database, connection, batch, ct) => database.PurgeAsync(connection, batch, ct), cancellationToken).ConfigureAwait(false);
            total += purged;
            if (purged < batch)
                return total;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Tells the size of the table, and for how long expired rows have not been purged. One round trip.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KvUnavailableException">The database did not answer.</exception>
    /// <exception cref="KvException">The table does not exist, or the database has refused.</exception>
    public ValueTask<LedgerStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        UseAsync(0, static (database, connection, _, ct) => database.GetStatusAsync(connection, ct), cancellationToken);
}
