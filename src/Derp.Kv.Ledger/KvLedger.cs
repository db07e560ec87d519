using System.Data.Common;

namespace Derp.Kv.Ledger;

/// <summary>
/// Runs idempotent calls exactly once in the application's own database: the record of a call is written in the transaction of its
/// effect. Safe for concurrent use; one for each database is enough. It owns nothing that needs to be disposed of.
/// </summary>
/// <remarks>
/// What a body does outside of its transaction is not covered. An effect elsewhere can use the key of the call, so that the other
/// system finds the duplicate.
/// </remarks>
public abstract partial class KvLedger
{
    internal KvLedger(DbDataSource dataSource, KvLedgerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        Options = options ?? new KvLedgerOptions();
        Options.Validate();
        DataSource = dataSource;
        KeyPrefixUtf8 = Options.KeyPrefixUtf8;
    }

    /// <summary>The settings.</summary>
    public KvLedgerOptions Options { get; }

    internal DbDataSource DataSource { get; }

    internal byte[] KeyPrefixUtf8 { get; }

    /// <summary>What the configuration changes of methods; null: nothing.</summary>
    internal Derp.Kv.Runtime.MethodOverrides? Overrides { get; set; }
}
