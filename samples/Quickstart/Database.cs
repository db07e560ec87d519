using Microsoft.Data.Sqlite;

namespace Quickstart;

/// <summary>A SQLite database in a file of its own, filled from <c>data/countries.csv</c>. It counts what it is asked.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"derp-kv-quickstart-{Guid.NewGuid():N}.db");
    private int _queries;

    /// <summary>Statements that readers and writers have run since the database was filled.</summary>
    public int Queries => Volatile.Read(ref _queries);

    public async Task<int> FillAsync()
    {
        await using var connection = await OpenAsync();
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE country (code TEXT PRIMARY KEY, alpha3 TEXT NOT NULL, name TEXT NOT NULL, currency TEXT NOT NULL);
            CREATE TABLE payment (id INTEGER PRIMARY KEY, account TEXT NOT NULL, cents INTEGER NOT NULL);
            """;
        await command.ExecuteNonQueryAsync();

        command.CommandText = "INSERT INTO country VALUES ($0, $1, $2, $3)";
        var rows = 0;
        foreach (var line in (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "data", "countries.csv"))).Skip(1))
        {
            command.Parameters.Clear();
            foreach (var (column, text) in line.Split(';').Index())
                command.Parameters.AddWithValue($"${column}", text);
            rows += await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return rows;
    }

    /// <summary>Runs one statement and reads its rows.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<SqliteDataReader, T> read, CancellationToken ct, params (string Name, object Value)[] parameters)
    {
        Interlocked.Increment(ref _queries);
        await using var connection = await OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_path);
        return default;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken ct = default)
    {
        var connection = new SqliteConnection($"Data Source={_path}");
        await connection.OpenAsync(ct);
        return connection;
    }
}
