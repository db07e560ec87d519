using Derp.Kv.Ledger;
using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Derp.Kv.Tool.Connecting;

/// <summary>A ledger, with the connections that it uses.</summary>
internal sealed class LedgerSource : IAsyncDisposable
{
    private readonly IAsyncDisposable? _connections;

    private LedgerSource(KvLedger ledger, IAsyncDisposable? connections) => (Ledger, _connections) = (ledger, connections);

    public KvLedger Ledger { get; }

    // Of the driver, what a table of bytes, numbers and moments needs: the program stays small.
    public static LedgerSource OfPostgreSql(NpgsqlConnectionStringBuilder connection, KvLedgerOptions options)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString);
        builder.EnableTransportSecurity();
        var source = builder.Build();
        return new LedgerSource(new PostgreSqlKvLedger(source, options), source);
    }

    public static LedgerSource OfSqlite(SqliteConnectionStringBuilder connection, KvLedgerOptions options) =>
        new(new SqliteKvLedger(connection.ConnectionString, options), null);

    public ValueTask DisposeAsync() => _connections?.DisposeAsync() ?? default;
}
