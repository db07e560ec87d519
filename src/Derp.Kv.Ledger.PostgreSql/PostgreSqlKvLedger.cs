using System.Text;
using Npgsql;

namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>A ledger in a table of PostgreSQL, of version 13 or later. It works behind PgBouncer with transaction pooling.</summary>
public sealed class PostgreSqlKvLedger : KvLedger
{
    // An identifier has 63 bytes; the name of the index is longer than that of the table.
    private const int LongestIdentifier = 63;

    /// <summary>Creates the ledger. Nothing is sent.</summary>
    /// <param name="dataSource">Connects to the database of the application's own rows; not owned.</param>
    /// <param name="options">Null: the defaults. The name of the table has at most 55 bytes of UTF-8, that of the schema 63.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PostgreSqlKvLedger(NpgsqlDataSource dataSource, KvLedgerOptions? options = null)
        : base(dataSource, options, static options => new PostgreSqlDatabase(NamesOf(options), options.TimeProvider))
    {
    }

    private static PostgreSqlNames NamesOf(KvLedgerOptions options)
    {
        var longestTable = LongestIdentifier - PostgreSqlNames.IndexSuffix.Length;
        if (Encoding.UTF8.GetByteCount(options.Table) > longestTable)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(KvLedgerOptions.Table)} must have at most {longestTable} bytes of UTF-8 on PostgreSQL.", nameof(options));
        if (options.Schema is { } schema && Encoding.UTF8.GetByteCount(schema) > LongestIdentifier)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(KvLedgerOptions.Schema)} must have at most {LongestIdentifier} bytes of UTF-8 on PostgreSQL.", nameof(options));
        return new(options.Schema, options.Table);
    }
}
