using Npgsql;

namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>A ledger in a table of PostgreSQL. It needs version 13 or later, and works behind PgBouncer with transaction pooling.</summary>
public sealed class PostgreSqlKvLedger : KvLedger
{
    /// <summary>Creates the ledger. Nothing is sent.</summary>
    /// <param name="dataSource">Connects to the database of the application's own rows; not owned.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PostgreSqlKvLedger(NpgsqlDataSource dataSource, KvLedgerOptions? options = null)
        : base(dataSource, options)
    {
    }

    /// <inheritdoc/>
    public override string CreateScript => throw new NotImplementedException();
}
