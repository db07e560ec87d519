namespace Derp.Kv.Ledger.Sqlite;

/// <summary>The ledger's statements. Times are milliseconds since 1970, and those of the process: SQLite has no clock but that.</summary>
internal sealed class SqliteStatements(string? schema, string table)
{
    /// <summary>Stands from when the key is taken. A body that ends its transaction ends the savepoint too, which shows when it is released.</summary>
    public const string Mark = "SAVEPOINT derp_kv_ledger";

    public const string ReleaseMark = "RELEASE derp_kv_ledger";

    private readonly string _table = schema is null ? Quote(table) : $"{Quote(schema)}.{Quote(table)}";

    public string Create => $"""
        CREATE TABLE IF NOT EXISTS {_table} (
            key BLOB NOT NULL PRIMARY KEY,
            fingerprint BLOB NOT NULL,
            origin BLOB NOT NULL,
            owner BLOB NOT NULL,
            state INTEGER NOT NULL,
            status INTEGER NOT NULL,
            body BLOB,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL
        );
        CREATE INDEX IF NOT EXISTS {(schema is null ? "" : Quote(schema) + ".")}{Quote(table + "_expires")} ON {Quote(table)} (expires);
        """;

    public string Read { get; } =
        $"SELECT fingerprint, origin, owner, state, status, body, expires FROM {(schema is null ? "" : Quote(schema) + ".")}{Quote(table)} WHERE key = $key";

    /// <summary>Only if none stands that is not expired; the transaction has the database for itself.</summary>
    public string Take => $"""
        INSERT INTO {_table} (key, fingerprint, origin, owner, state, status, body, created, expires)
        VALUES ($key, $fingerprint, $origin, $owner, 4, 0, NULL, $now, $expires)
        ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, origin = excluded.origin, owner = excluded.owner,
            state = 4, status = 0, body = NULL, created = excluded.created, expires = excluded.expires
        WHERE {_table}.expires <= $now
        """;

    public string Complete => $"UPDATE {_table} SET state = $state, status = $status, body = $body, expires = $expires WHERE key = $key AND owner = $owner";

    public string Purge => $"DELETE FROM {_table} WHERE key IN (SELECT key FROM {_table} WHERE expires <= $now ORDER BY expires LIMIT $batch)";

    public string Find => $"SELECT status, created, expires, state <> 4, coalesce(length(body), 0) FROM {_table} WHERE key = $key";

    public string Status => $"SELECT (SELECT count(*) FROM {_table}), (SELECT min(expires) FROM {_table} WHERE expires <= $now)";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
