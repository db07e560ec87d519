using System.Data;
using System.Data.Common;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Derp.Kv.LedgerWorker;

internal static class Callers
{
    /// <summary>The protocol of the library.</summary>
    public const string Ledger = "ledger";

    /// <param name="database"><c>postgresql</c> or <c>sqlite</c>.</param>
    /// <param name="protocol"><c>ledger</c>, or the name of a <see cref="Order"/> by hand.</param>
    /// <param name="isolation">Of each transaction of the ledger; by hand it is always READ COMMITTED.</param>
    /// <param name="connectionString">Of the database.</param>
    /// <param name="crash">Kills this process at a step; null: nothing does.</param>
    /// <param name="settle">How long a lost commit is looked for; null: the default.</param>
    public static ICaller Create(string database, string protocol, IsolationLevel isolation, string connectionString, SqliteCrash? crash = null, TimeSpan? settle = null)
    {
        var options = new KvLedgerOptions { IsolationLevel = isolation, SettleTimeout = settle ?? TimeSpan.FromSeconds(30) };
        DbDataSource source = database == "postgresql" ? PostgreSqlSource(connectionString) : new SqliteSource(connectionString, crash);
        if (protocol != Ledger)
            return new HandCaller(source, Enum.Parse<Order>(protocol));
        return new LedgerCaller(source, () => source is NpgsqlDataSource npgsql ? new PostgreSqlKvLedger(npgsql, options) : new SqliteKvLedger(source, options));
    }

    // A new process that asks for all types of the database takes longer for it than for a call.
    private static NpgsqlDataSource PostgreSqlSource(string connectionString) =>
        new NpgsqlDataSourceBuilder(connectionString).ConfigureTypeLoading(static loading => loading.EnableTypeLoading(false)).Build();

    private sealed class SqliteSource(string connectionString, SqliteCrash? crash) : DbDataSource
    {
        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection()
        {
            var connection = new SqliteConnection(connectionString);
            crash?.Watch(connection);
            return connection;
        }
    }
}
