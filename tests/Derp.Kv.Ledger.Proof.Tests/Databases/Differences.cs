using System.Data.Common;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>What both databases are asked, in one statement, which sees one snapshot.</summary>
internal static class Differences
{
    private const string KeyPrefix = "derp:idempotency:";

    /// <param name="source">The database.</param>
    /// <param name="keyText">How it makes text of the ledger's key.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(DbDataSource source, string keyText)
    {
        var found = new List<string>();
        await using var command = source.CreateCommand($"""
            SELECT COALESCE(e.key, r.key), COALESCE(e.parts, 0), COALESCE(e.runs, 0), CASE WHEN r.key IS NULL THEN 0 ELSE 1 END
            FROM (SELECT key, count(*) AS parts, count(DISTINCT run) AS runs FROM effects GROUP BY key) e
            FULL JOIN (SELECT substr({keyText}, {KeyPrefix.Length + 1}) AS key FROM derp_kv_ledger) r ON e.key = r.key
            WHERE r.key IS NULL OR e.key IS NULL OR e.parts <> {Effect.Parts} OR e.runs <> 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found.Add($"{reader.GetString(0)}: {reader.GetInt64(1)} rows of {reader.GetInt64(2)} runs, {reader.GetInt32(3)} records");
        return found;
    }

    public static async Task<IReadOnlyList<string>> RunsAsync(DbDataSource source, string key)
    {
        var runs = new List<string>();
        await using var command = source.CreateCommand("SELECT run FROM effects WHERE key = @key GROUP BY run");
        Effect.Add(command, "key", key);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            runs.Add(reader.GetString(0));
        return runs;
    }
}
