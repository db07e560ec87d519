using System.Data;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>A file of its own.</summary>
internal sealed class SqliteDatabase : IProofDatabase
{
    private readonly string _directory = Directory.CreateTempSubdirectory("derp-kv-").FullName;
    private readonly string _connectionString;
    private readonly ICaller _looker;

    private SqliteDatabase()
    {
        _connectionString = $"Data Source={Path.Combine(_directory, "proof.db")}";
        _looker = Connect(Callers.Ledger, IsolationLevel.Unspecified);
    }

    /// <param name="journal">SQLite's way to undo what was not committed: <c>wal</c> or <c>delete</c>.</param>
    /// <param name="protocol">As <see cref="Callers.Create"/> takes it.</param>
    public static async Task<SqliteDatabase> CreateAsync(string journal, string protocol = Callers.Ledger)
    {
        var database = new SqliteDatabase();
        await using (var command = database._looker.Source.CreateCommand($"PRAGMA journal_mode = {journal}; {Effect.Script}"))
            await command.ExecuteNonQueryAsync();
        await using var caller = database.Connect(protocol, IsolationLevel.Unspecified);
        await caller.CreateAsync();
        return database;
    }

    public ICaller Connect(string protocol, IsolationLevel isolation) => Callers.Create("sqlite", protocol, isolation, _connectionString);

    public Task<LedgerWorker> StartWorkerAsync(string protocol, IsolationLevel isolation, int? port = null) =>
        LedgerWorker.StartAsync(["sqlite", protocol, isolation.ToString(), _connectionString]);

    public Task<IReadOnlyList<string>> DifferencesAsync() => Differences.FindAsync(_looker.Source, "CAST(key AS TEXT)");

    public Task<IReadOnlyList<string>> RunsAsync(string key) => Differences.RunsAsync(_looker.Source, key);

    public async ValueTask DisposeAsync()
    {
        await _looker.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
