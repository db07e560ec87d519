using System.Data;

namespace Derp.Kv.Ledger.Tests;

public sealed class KvLedgerOptionsTests
{
    public static TheoryData<KvLedgerOptions> Wrong =>
    [
        new KvLedgerOptions { Name = null! },
        new KvLedgerOptions { KeyPrefix = null! },
        new KvLedgerOptions { KeyPrefix = "\ud800" },
        new KvLedgerOptions { Table = "" },
        new KvLedgerOptions { Table = null! },
        new KvLedgerOptions { Table = "a\0b" },
        new KvLedgerOptions { Schema = "" },
        new KvLedgerOptions { IsolationLevel = IsolationLevel.Chaos },
        new KvLedgerOptions { IsolationLevel = IsolationLevel.ReadUncommitted },
        new KvLedgerOptions { TimeProvider = null! },
        new KvLedgerOptions { LoggerFactory = null! },
        new KvLedgerOptions { MaxValueSize = 0 },
        new KvLedgerOptions { SettleTimeout = TimeSpan.FromMilliseconds(9) },
        new KvLedgerOptions { SettleTimeout = TimeSpan.FromMinutes(11) },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Setting_out_of_its_range_is_refused_when_a_ledger_is_constructed(KvLedgerOptions options)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(() => new Derp.Kv.Ledger.Sqlite.SqliteKvLedger("Data Source=:memory:", options));

        Assert.Equal("options", refused.ParamName);
        Assert.StartsWith($"{nameof(KvLedgerOptions)}.", refused.Message, StringComparison.Ordinal);
    }
}
