using System.Data;
using Derp.Kv.LedgerWorker;
using Derp.Kv.Servers;
using Npgsql;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>A schema of its own on the tests' cluster.</summary>
internal sealed class PostgreSqlDatabase : IProofDatabase
{
    private readonly string _connectionString;
    private readonly NpgsqlDataSource _source;

    private PostgreSqlDatabase(string connectionString)
    {
        _connectionString = connectionString;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "proof" });
    }

    public static async Task<PostgreSqlDatabase> CreateAsync(PostgreSqlServer server, string protocol = Callers.Ledger)
    {
        var schema = "proof_" + Guid.NewGuid().ToString("N");
        var database = new PostgreSqlDatabase(new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            SearchPath = schema,
            ApplicationName = schema,
            MaxPoolSize = 20,
        }.ConnectionString);
        await using (var command = database._source.CreateCommand($"CREATE SCHEMA {schema}; {Effect.Script}"))
            await command.ExecuteNonQueryAsync();
        await using var caller = database.Connect(protocol, IsolationLevel.Unspecified);
        await caller.CreateAsync();
        return database;
    }

    public string ConnectionString(int? port) =>
        port is { } other ? new NpgsqlConnectionStringBuilder(_connectionString) { Port = other }.ConnectionString : _connectionString;

    public ICaller Connect(string protocol, IsolationLevel isolation) => Connect(protocol, isolation, port: null);

    public ICaller Connect(string protocol, IsolationLevel isolation, int? port, TimeSpan? settle = null) =>
        Callers.Create("postgresql", protocol, isolation, ConnectionString(port), settle: settle);

    public Task<LedgerWorker> StartWorkerAsync(string protocol, IsolationLevel isolation, int? port = null) =>
        LedgerWorker.StartAsync(["postgresql", protocol, isolation.ToString(), ConnectionString(port)]);

    public Task<IReadOnlyList<string>> DifferencesAsync() => Differences.FindAsync(_source, "convert_from(key, 'UTF8')");

    public Task<IReadOnlyList<string>> RunsAsync(string key) => Differences.RunsAsync(_source, key);

    /// <summary>Forgets this object's own connections, which a server that was stopped has ended.</summary>
    public void DropConnections() => _source.Clear();

    /// <summary>Ends all connections that callers have now, and waits until these have ended.</summary>
    public async Task TerminateAllAsync()
    {
        await using var terminate = _source.CreateCommand("SELECT array_agg(pid + 0 * pg_terminate_backend(pid)::int) FROM pg_stat_activity WHERE application_name = @name");
        terminate.Parameters.Add(new NpgsqlParameter("name", new NpgsqlConnectionStringBuilder(_connectionString).ApplicationName));
        if (await terminate.ExecuteScalarAsync() is not int[] ended)
            return;
        await using var count = _source.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY (@ended)");
        count.Parameters.Add(new NpgsqlParameter("ended", ended));
        while (await count.ExecuteScalarAsync() is > 0L)
            await Task.Yield();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
