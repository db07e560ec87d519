using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Ledger.Tests;

/// <summary>Connections with a second database in a file beside the first one.</summary>
internal sealed class AttachingSource(string connectionString, string name) : DbDataSource
{
    public override string ConnectionString => connectionString;

    protected override DbConnection CreateDbConnection() => new SqliteConnection(connectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var attach = connection.CreateCommand();
        attach.CommandText = $"SELECT count(*) FROM pragma_database_list WHERE name = $name";
        attach.Parameters.AddWithValue("$name", name);
        if ((long)attach.ExecuteScalar()! > 0)
            return connection;
        attach.CommandText = $"ATTACH $file AS \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        attach.Parameters.Clear();
        attach.Parameters.AddWithValue("$file", connection.DataSource + ".other");
        attach.ExecuteNonQuery();
        return connection;
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) => new(OpenDbConnection());
}
