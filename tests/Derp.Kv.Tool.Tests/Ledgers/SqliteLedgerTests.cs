using Derp.Kv.Ledger;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Tool.Tests.Ledgers;

public sealed class SqliteLedgerTests : LedgerTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("derp-kv-ledger-").FullName;

    protected override string[] Where => ["--sqlite", Path.Combine(_folder, "shop.db")];

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }

    protected override Task<KvLedger> OpenAsync(KvLedgerOptions options) =>
        Task.FromResult<KvLedger>(new SqliteKvLedger($"Data Source={Where[1]}", options));
}
