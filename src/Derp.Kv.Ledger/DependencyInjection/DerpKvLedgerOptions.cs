using System.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>
/// The settings of a registered ledger. They bind from the configuration section <c>DerpKv:Ledger</c>, of a named ledger from
/// <c>DerpKv:Ledgers:name</c>, and are checked at start.
/// </summary>
public sealed class DerpKvLedgerOptions
{
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromDays(30);

    /// <inheritdoc cref="KvLedgerOptions.KeyPrefix"/>
    public string KeyPrefix { get; set; } = "";

    /// <inheritdoc cref="KvLedgerOptions.Table"/>
    public string Table { get; set; } = "derp_kv_ledger";

    /// <inheritdoc cref="KvLedgerOptions.Schema"/>
    public string? Schema { get; set; }

    /// <inheritdoc cref="KvLedgerOptions.IsolationLevel"/>
    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.Unspecified;

    /// <inheritdoc cref="KvLedgerOptions.MaxValueSize"/>
    public int MaxValueSize { get; set; } = 1024 * 1024;

    /// <inheritdoc cref="KvLedgerOptions.SettleTimeout"/>
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often the host deletes expired rows, 1 s to 30 days; in a configuration <c>off</c> for never. The first purge comes after a
    /// random part of it, later ones after 90 to 110 %, so that processes take turns. Null: never. Default: 10 min.
    /// </summary>
    public TimeSpan? PurgeInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most rows that a purge deletes in one transaction, 1 or more. Default: 1,000.</summary>
    public int PurgeBatch { get; set; } = 1000;

    /// <summary>What could not be read from configuration; reported together at validation.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    internal KvLedgerOptions ToLedgerOptions(string name = "", TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null) => new()
    {
        Name = name,
        KeyPrefix = KeyPrefix,
        Table = Table,
        Schema = Schema,
        IsolationLevel = IsolationLevel,
        MaxValueSize = MaxValueSize,
        SettleTimeout = SettleTimeout,
        TimeProvider = timeProvider ?? TimeProvider.System,
        LoggerFactory = loggerFactory ?? NullLoggerFactory.Instance,
    };

    internal void Validate()
    {
        ToLedgerOptions().Validate();
        if (PurgeInterval < s_shortestInterval || PurgeInterval > s_longestInterval)
            throw new ArgumentException($"{nameof(DerpKvLedgerOptions)}.{nameof(PurgeInterval)} must be from 1 s to 30 days, or null for never.");
        if (PurgeBatch < 1)
            throw new ArgumentException($"{nameof(DerpKvLedgerOptions)}.{nameof(PurgeBatch)} must be 1 row or more.");
    }
}
