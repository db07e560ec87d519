using System.Data.Common;
using System.Globalization;

namespace Derp.Kv.Ledger.Tests;

/// <summary>A database with a ledger's table and a table of effects, both of the test's own.</summary>
public abstract class LedgerWorld : IAsyncDisposable
{
    public abstract DbDataSource Source { get; }

    /// <summary>The names are the test's own, so that tests can share a server.</summary>
    public string Table { get; } = $"ledger_{Guid.NewGuid():N}";

    public string Effects { get; } = $"effects_{Guid.NewGuid():N}";

    /// <summary>A ledger with default settings.</summary>
    public KvLedger Ledger => field ??= Create(new KvLedgerOptions { Table = Table });

    /// <summary>Another one on the same database, as another process has it.</summary>
    public abstract KvLedger Create(KvLedgerOptions options);

    public KvLedger Another() => Create(new KvLedgerOptions { Table = Table });

    /// <summary>Writes an effect in the transaction of a body.</summary>
    public async Task WriteAsync(LedgerTransaction transaction, string effect)
    {
        using var command = transaction.Connection.CreateCommand();
        command.CommandText = $"INSERT INTO {Effects} (name) VALUES ('{effect}')";
        transaction.Enlist(command);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string effect) => await NumberAsync($"SELECT count(*) FROM {Effects} WHERE name = '{effect}'");

    public Task<long> RowsAsync() => NumberAsync($"SELECT count(*) FROM {Table}");

    public async Task<long> NumberAsync(string query)
    {
        await using var connection = await Source.OpenConnectionAsync();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task RunAsync(string statement)
    {
        await using var connection = await Source.OpenConnectionAsync();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task PrepareAsync()
    {
        await Ledger.CreateAsync();
        await RunAsync($"CREATE TABLE {Effects} (name text NOT NULL)");
    }
}
