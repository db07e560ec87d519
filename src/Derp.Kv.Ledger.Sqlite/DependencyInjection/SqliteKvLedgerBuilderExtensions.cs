using System.Data.Common;
using Derp.Kv.Ledger.DependencyInjection;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite as the database of a ledger.</summary>
public static class SqliteKvLedgerBuilderExtensions
{
    /// <summary>Uses a database file. It is opened with the first call.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    /// <param name="connectionString">Of the database with the application's own rows, as <see cref="SqliteConnection"/> takes it.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty or cannot be read.</exception>
    public static KvLedgerBuilder UseSqlite(this KvLedgerBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = new SqliteConnectionStringBuilder(connectionString);
        return builder.UseLedger((_, options) => new SqliteKvLedger(settings.ConnectionString, options));
    }

    /// <summary>Uses a data source of the application, which is not disposed of.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    /// <param name="dataSource">Its connections are of <see cref="SqliteConnection"/>.</param>
    public static KvLedgerBuilder UseSqlite(this KvLedgerBuilder builder, DbDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseLedger((_, options) => new SqliteKvLedger(dataSource, options));
    }

    /// <summary>Uses a data source that is found in the container; it is not disposed of.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    /// <param name="dataSource">Finds the data source; called once.</param>
    public static KvLedgerBuilder UseSqlite(this KvLedgerBuilder builder, Func<IServiceProvider, DbDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseLedger((provider, options) => new SqliteKvLedger(dataSource(provider), options));
    }
}
