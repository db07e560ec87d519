using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Ledger.Sqlite;

/// <summary>
/// A ledger in a table of an SQLite database. Of all transactions on one database file, one writes at a time: a call whose
/// body runs holds up every other writer until it has ended.
/// </summary>
public sealed class SqliteKvLedger : KvLedger
{
    /// <summary>Creates the ledger. Nothing is opened.</summary>
    /// <param name="connectionString">Of the database with the application's own rows, as <see cref="SqliteConnection"/> takes it.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The connection string is empty, or an option is out of its range.</exception>
    public SqliteKvLedger(string connectionString, KvLedgerOptions? options = null)
        : this(SourceOf(connectionString), options)
    {
    }

    /// <summary>Creates the ledger. Nothing is opened.</summary>
    /// <param name="dataSource">Its connections are of <see cref="SqliteConnection"/>; not owned.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SqliteKvLedger(DbDataSource dataSource, KvLedgerOptions? options = null)
        : base(dataSource, options, static options => new SqliteDatabase(options))
    {
    }

    private static DbDataSource SourceOf(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return SqliteFactory.Instance.CreateDataSource(connectionString);
    }
}
