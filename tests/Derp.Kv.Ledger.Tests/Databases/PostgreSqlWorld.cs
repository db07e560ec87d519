using System.Data.Common;
using Derp.Kv.Ledger.PostgreSql;
using Npgsql;

namespace Derp.Kv.Ledger.Tests;

/// <summary>A world on PostgreSQL.</summary>
public sealed class PostgreSqlWorld : LedgerWorld
{
    private readonly NpgsqlDataSource _source;

    private PostgreSqlWorld(string connectionString) => _source = NpgsqlDataSource.Create(connectionString);

    public override DbDataSource Source => _source;

    public static async Task<PostgreSqlWorld> CreateAsync(string connectionString)
    {
        var world = new PostgreSqlWorld(connectionString);
        await world.PrepareAsync();
        return world;
    }

    public override KvLedger Create(KvLedgerOptions options) => new PostgreSqlKvLedger(_source, options);
}
