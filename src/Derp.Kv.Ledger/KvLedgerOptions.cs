using System.Data;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Derp.Kv.Ledger;

/// <summary>Settings that every ledger has. They are checked when a ledger is constructed.</summary>
public sealed class KvLedgerOptions
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Distinguishes the ledger from others of the process, in the category of its log. It is not part of keys. Default: empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Put before keys that are text: those of generated wrappers and of the methods that take a <c>string</c>. Default: empty.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>The table's name, as the database has it: case counts, and any character is allowed but the null character. Default: <c>derp_kv_ledger</c>.</summary>
    public string Table { get; init; } = "derp_kv_ledger";

    /// <summary>
    /// The schema of the table, which has to exist. On SQLite, the name of an attached database. Null: the connection's own,
    /// which on PostgreSQL is the first of its <c>search_path</c>. Default: null.
    /// </summary>
    public string? Schema { get; init; }

    /// <summary>
    /// The isolation level of the transaction that a body runs in. Unspecified: the driver's default, which for PostgreSQL is
    /// <see cref="IsolationLevel.ReadCommitted"/>. SQLite has one level, and takes any of these for it. Default: unspecified.
    /// </summary>
    public IsolationLevel IsolationLevel { get; init; } = IsolationLevel.Unspecified;

    /// <summary>The clock for waits. On SQLite, which has no server, also for expiry; on PostgreSQL the server's clock decides that. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Creates the logger. Default: none.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The largest result that is stored, in bytes, 1 or more. A larger one is returned, and a duplicate call gets an exception that says so. Default: 1 MiB.</summary>
    public int MaxValueSize { get; init; } = 1024 * 1024;

    /// <summary>
    /// How long a call whose commit was not answered tries to find out what became of it, 10 ms to 10 min. After that it throws
    /// <see cref="KvUnavailableException"/> with <see cref="KvUnavailableException.OutcomeUnknown"/>. Default: 30 s.
    /// </summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal byte[] KeyPrefixUtf8 => s_strict.GetBytes(KeyPrefix);

    internal void Validate()
    {
        const string options = "options";
        if (Name is null)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(Name)} must not be null; leave it empty for none.", options);
        if (KeyPrefix is null)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(KeyPrefix)} must not be null; leave it empty for no prefix.", options);
        if (!IsIdentifier(Table))
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(Table)} must be a name without null characters.", options);
        if (Schema is not null && !IsIdentifier(Schema))
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(Schema)} must be a name without null characters, or null.", options);
        if (IsolationLevel is not (IsolationLevel.Unspecified or IsolationLevel.ReadCommitted or IsolationLevel.RepeatableRead or IsolationLevel.Snapshot or IsolationLevel.Serializable))
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(IsolationLevel)} must be one of Unspecified, ReadCommitted, RepeatableRead, Snapshot and Serializable.", options);
        if (TimeProvider is null)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(TimeProvider)} must not be null.", options);
        if (LoggerFactory is null)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(LoggerFactory)} must not be null.", options);
        if (MaxValueSize < 1)
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(MaxValueSize)} must be 1 byte or more.", options);
        if (SettleTimeout < TimeSpan.FromMilliseconds(10) || SettleTimeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(SettleTimeout)} must be from 10 ms to 10 min.", options);

        try
        {
            _ = s_strict.GetByteCount(KeyPrefix);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{nameof(KvLedgerOptions)}.{nameof(KeyPrefix)} contains an unpaired surrogate and has no UTF-8 form.", options, e);
        }
    }

    private static bool IsIdentifier(string name) => !string.IsNullOrEmpty(name) && !name.Contains('\0', StringComparison.Ordinal);
}
