using System.Data.Common;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Ledger.Tests;

/// <summary>A world in a temporary SQLite file.</summary>
public sealed class SqliteWorld : LedgerWorld
{
    private readonly string _directory = Directory.CreateTempSubdirectory("derp-kv-").FullName;

    private SqliteWorld() => ConnectionString = $"Data Source={Path.Combine(_directory, "test.db")}";

    public string ConnectionString { get; }

    public override DbDataSource Source => field ??= SqliteFactory.Instance.CreateDataSource(ConnectionString);

    /// <param name="journal">How the database commits: <c>wal</c>, or <c>delete</c>, which is SQLite's own default.</param>
    public static async Task<SqliteWorld> CreateAsync(string journal = "wal")
    {
        var world = new SqliteWorld();
        await world.RunAsync($"PRAGMA journal_mode = {journal}");
        await world.PrepareAsync();
        return world;
    }

    public override KvLedger Create(KvLedgerOptions options) => new SqliteKvLedger(Source, options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        using (var connection = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(connection);
        Directory.Delete(_directory, recursive: true);
    }
}
