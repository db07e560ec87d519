namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>Configures the database and the settings of one of the application's ledgers.</summary>
public sealed class KvLedgerBuilder
{
    internal Func<IServiceProvider, KvLedgerOptions, KvLedger>? Factory { get; private set; }

    internal Action<DerpKvLedgerOptions>? Configuration { get; private set; }

    /// <summary>Creates the ledger by a factory. The packages of databases use this method.</summary>
    /// <param name="factory">Creates the ledger from the settings; called once.</param>
    /// <exception cref="InvalidOperationException">A database was already chosen.</exception>
    public KvLedgerBuilder UseLedger(Func<IServiceProvider, KvLedgerOptions, KvLedger> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (Factory is not null)
            throw new InvalidOperationException("A ledger has one database: call one of the Use… methods, once.");
        Factory = factory;
        return this;
    }

    /// <summary>Changes settings in code; this runs after the ledger's section of the configuration was read, and overrides it.</summary>
    /// <param name="configure">Changes the settings.</param>
    public KvLedgerBuilder Configure(Action<DerpKvLedgerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Configuration += configure;
        return this;
    }
}
