using System.Data.Common;
using Derp.Kv.Ledger.Coordination;
using Derp.Kv.Ledger.Databases;
using Derp.Kv.Ledger.Diagnostics;

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
    internal KvLedger(DbDataSource dataSource, KvLedgerOptions? options, Func<KvLedgerOptions, LedgerDatabase> database)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        Options = options ?? new KvLedgerOptions();
        Options.Validate();
        DataSource = dataSource;
        Database = database(Options);
        KeyPrefixUtf8 = Options.KeyPrefixUtf8;
        Log = new LedgerLog(Options);
    }

    /// <summary>The settings.</summary>
    public KvLedgerOptions Options { get; }

    internal DbDataSource DataSource { get; }

    internal LedgerDatabase Database { get; }

    internal byte[] KeyPrefixUtf8 { get; }

    internal LedgerLog Log { get; }

    internal TimeProvider Time => Options.TimeProvider;

    internal CallsHere CallsHere { get; } = new();

    /// <summary>What the configuration changes of methods; null: nothing.</summary>
    internal Derp.Kv.Runtime.MethodOverrides? Overrides { get; set; }
}
