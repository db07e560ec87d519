namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>
/// The ledger's statements. A row is inserted as one that cannot be replayed, and completed in the same transaction. So the row of a body
/// that has committed by itself says what is true: the call has run, and there is no result.
/// </summary>
internal sealed class PostgreSqlStatements(PostgreSqlNames names)
{
    /// <summary>
    /// Bounds waits for locks until <see cref="RestoreLockWait"/>, in the transaction alone, as poolers need it. The body's own setting is kept
    /// beside it.
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
    /// Inserts the row, or reads what stands; no row: what stood has changed meanwhile. A row that stands costs no transaction id. One that
    /// was inserted is not looked for by its key: under SERIALIZABLE such a look would make calls with neighbouring keys conflict.
    /// </summary>
    public string Take { get; } = $"""
        WITH taken AS (
            INSERT INTO {names.Table} (key, fingerprint, origin, owner, state, status, created, expires)
            VALUES ($1, $2, $3, $4, 4, 0, clock_timestamp(), clock_timestamp() + $5 * interval '1 millisecond')
            ON CONFLICT (key) DO NOTHING
            RETURNING ctid)
        SELECT ctid, NULL::bytea, NULL::bytea, NULL::bytea, NULL::smallint, NULL::integer, NULL::bytea, NULL::boolean, NULL::bigint FROM taken
        UNION ALL
        SELECT NULL::tid, {RowColumns} FROM {names.Table} WHERE key = $1 AND NOT EXISTS (SELECT FROM taken)
        """;

    /// <summary>Takes over a row that has expired; no row: another call, or a purge, was faster.</summary>
    public string TakeOver { get; } = $"""
        UPDATE {names.Table}
        SET fingerprint = $2, origin = $3, owner = $4, state = 4, status = 0, body = NULL,
            created = clock_timestamp(), expires = clock_timestamp() + $5 * interval '1 millisecond'
        WHERE key = $1 AND expires <= clock_timestamp()
        RETURNING ctid
        """;

    public string Read { get; } = $"SELECT {RowColumns} FROM {names.Table} WHERE key = $1";

    /// <summary>
    /// Completes the row that this very transaction has written; the division fails if there is none, so that no commit follows. The result's
    /// life begins when the body has ended. After a short body the expiry is left as it is, within a thousandth: the index on it then needs no new entry.
    /// </summary>
    public string Complete { get; } = $"""
        WITH completed AS (
            UPDATE {names.Table}
            SET state = $3, status = $4, body = $5,
                expires = CASE WHEN clock_timestamp() - created > $6 * interval '1 microsecond'
                    THEN clock_timestamp() + $6 * interval '1 millisecond' ELSE expires END
            WHERE ctid = $1 AND owner = $2 AND xmin = pg_current_xact_id()::xid
            RETURNING 1)
        SELECT 1 / count(*) FROM completed
        """;

    /// <summary>Skips rows that a call is taking over.</summary>
    public string Purge { get; } = $"""
        DELETE FROM {names.Table} WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {names.Table} WHERE expires <= now() ORDER BY expires LIMIT $1 FOR UPDATE SKIP LOCKED))
        """;

    public string Find { get; } = $"SELECT status, created, expires, expires <= now(), state <> 4, coalesce(length(body), 0)::bigint FROM {names.Table} WHERE key = $1";

    public string Status { get; } = $"""
        SELECT CASE WHEN reltuples < 0 THEN (SELECT count(*) FROM {names.Table}) ELSE reltuples::bigint END,
            pg_total_relation_size(oid),
            (SELECT extract(epoch FROM now() - min(expires))::float8 FROM {names.Table} WHERE expires <= now())
        FROM pg_class WHERE oid = $1::regclass
        """;

    private const string RowColumns =
        "fingerprint, origin, owner, state, status, body, expires <= clock_timestamp(), (extract(epoch FROM expires - clock_timestamp()) * 1000)::bigint";
}
