using Derp.Kv.Ledger.DependencyInjection;
using Derp.Kv.Ledger.PostgreSql;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the database of a ledger.</summary>
public static class PostgreSqlKvLedgerBuilderExtensions
{
    /// <summary>Uses the <see cref="NpgsqlDataSource"/> that the container has, as <c>AddNpgsqlDataSource</c> registers it.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    public static KvLedgerBuilder UsePostgreSql(this KvLedgerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseLedger(static (provider, options) => new PostgreSqlKvLedger(provider.GetRequiredService<NpgsqlDataSource>(), options));
    }

    /// <summary>Uses a data source of its own, which is disposed of with the container. It connects with its first call.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    /// <param name="connectionString">Of the database with the application's own rows, as <see cref="NpgsqlConnection"/> takes it.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty or cannot be read.</exception>
    public static KvLedgerBuilder UsePostgreSql(this KvLedgerBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return builder.UseLedger((provider, options) =>
            new PostgreSqlKvLedger(provider.GetRequiredService<OwnedSources>().Own(NpgsqlDataSource.Create(settings)), options));
    }

    /// <summary>Uses a data source of the application, which is not disposed of.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    /// <param name="dataSource">Connects to the database of the application's own rows.</param>
    public static KvLedgerBuilder UsePostgreSql(this KvLedgerBuilder builder, NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseLedger((_, options) => new PostgreSqlKvLedger(dataSource, options));
    }

    /// <summary>Uses a data source that is found in the container, such as a keyed one; it is not disposed of.</summary>
    /// <param name="builder">The builder of <c>AddKvLedger</c>.</param>
    /// <param name="dataSource">Finds the data source; called once.</param>
    public static KvLedgerBuilder UsePostgreSql(this KvLedgerBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseLedger((provider, options) => new PostgreSqlKvLedger(dataSource(provider), options));
    }
}
