namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>
/// The ledger's statements. A row is inserted as one that cannot be replayed, and completed in the same transaction. So the row of a body
/// that has committed by itself says what is true: the call has run, and there is no result.
/// </summary>
internal sealed class PostgreSqlStatements(PostgreSqlNames names)
{
    /// <summary>
    /// Bounds the wait for a lock until <see cref="RestoreLockWait"/>, in the transaction alone, as poolers need it. The setting that the body
    /// is to find is kept beside it.
    /// </summary>
    public const string SetLockWait = "SELECT set_config('derp_kv.lock_timeout', current_setting('lock_timeout'), true), set_config('lock_timeout', $1, true)";

    public const string RestoreLockWait = "SELECT set_config('lock_timeout', current_setting('derp_kv.lock_timeout'), true)";

    public const string Commit = "COMMIT";

    public string Create { get; } = $"""
        CREATE TABLE IF NOT EXISTS {names.Table} (
            key bytea PRIMARY KEY,
            fingerprint bytea NOT NULL,
            origin bytea NOT NULL,
            owner bytea NOT NULL,
            state smallint NOT NULL,
            status integer NOT NULL,
            body bytea,
            created timestamptz NOT NULL,
            expires timestamptz NOT NULL
        );
        CREATE INDEX IF NOT EXISTS {names.Index} ON {names.Table} (expires);
        """;

    /// <summary>The table's name, for a cast to <c>regclass</c>.</summary>
    public string Table => names.Table;

    /// <summary>
    /// Inserts the row. No row: one stands under the key, or another call holds the key's lock, which this does not wait for. A row that stands
    /// costs no transaction id.
    /// </summary>
    public string Insert { get; } = InsertInto(names);

    /// <summary>
    /// <see cref="Insert"/> and <see cref="Read"/> in one, which costs more, and looks for the key only if nothing was inserted. Under
    /// SERIALIZABLE each look would make calls with neighbouring keys conflict.
    /// </summary>
    public string InsertOrRead { get; } = $"""
        WITH taken AS ({InsertInto(names)})
        SELECT ctid, NULL::bytea, NULL::bytea, NULL::bytea, NULL::smallint, NULL::integer, NULL::bytea, NULL::timestamptz, NULL::timestamptz FROM taken
        UNION ALL
        SELECT NULL::tid, {RowColumns} FROM {names.Table} WHERE key = $1 AND NOT EXISTS (SELECT FROM taken)
        """;

    /// <summary>Takes over a row that has expired; no row: another call, or a purge, was faster.</summary>
    public string TakeOver { get; } = $"""
        UPDATE {names.Table}
        SET fingerprint = $2, origin = $3, owner = $4, state = 4, status = 0, body = NULL,
            created = clock_timestamp(), expires = clock_timestamp() + $5 * interval '1 millisecond'
        WHERE key = $1 AND expires <= clock_timestamp() AND pg_try_advisory_xact_lock($6 # {names.TableNumber})
        RETURNING ctid
        """;

    /// <summary>Waits for the key's lock, which the transaction of another call holds.</summary>
    public string Lock { get; } = $"SELECT pg_advisory_xact_lock($1 # {names.TableNumber})";

    public string Read { get; } = $"SELECT {RowColumns} FROM {names.Table} WHERE key = $1";

    /// <summary>Completes the row that this very transaction has written; the division fails if there is none, so that no commit follows.</summary>
    public string Complete { get; } = CompleteIn(names, "");

    /// <summary>The same, and the result's life begins now. The index on the expiry then needs a new entry, which <see cref="Complete"/> spares.</summary>
    public string CompleteLater { get; } = CompleteIn(names, ", expires = clock_timestamp() + $5 * interval '1 millisecond'");

    /// <summary>Skips rows that a call is taking over.</summary>
    public string Purge { get; } = $"""
        DELETE FROM {names.Table} WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {names.Table} WHERE expires <= now() ORDER BY expires LIMIT $1 FOR UPDATE SKIP LOCKED))
        """;

    public string CountExpired { get; } = $"SELECT count(*) FROM {names.Table} WHERE expires <= now()";

    public string Find { get; } = $"SELECT status, created, expires, expires <= now(), state <> 4, coalesce(length(body), 0)::bigint FROM {names.Table} WHERE key = $1";

    public string Status { get; } = $"""
        SELECT CASE WHEN reltuples < 0 THEN (SELECT count(*) FROM {names.Table}) ELSE reltuples::bigint END,
            pg_total_relation_size(oid),
            (SELECT extract(epoch FROM now() - min(expires))::float8 FROM {names.Table} WHERE expires <= now())
        FROM pg_class WHERE oid = $1::regclass
        """;

    // Compared by the caller: each expression of a statement that is not prepared costs time to plan.
    private const string RowColumns = "fingerprint, origin, owner, state, status, body, expires, clock_timestamp()";

    private static string InsertInto(PostgreSqlNames names) => $"""
        INSERT INTO {names.Table} (key, fingerprint, origin, owner, state, status, created, expires)
        SELECT $1, $2, $3, $4, 4, 0, clock_timestamp(), clock_timestamp() + $5 * interval '1 millisecond'
        WHERE pg_try_advisory_xact_lock($6 # {names.TableNumber})
        ON CONFLICT (key) DO NOTHING
        RETURNING ctid
        """;

    private static string CompleteIn(PostgreSqlNames names, string expiry) => $"""
        WITH completed AS (
            UPDATE {names.Table} SET state = $2, status = $3, body = $4{expiry}
            WHERE ctid = $1 AND xmin = pg_current_xact_id()::xid
            RETURNING 1)
        SELECT 1 / count(*) FROM completed
        """;
}
