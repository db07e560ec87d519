using Derp.Kv.Ledger;

namespace Derp.Kv.Tool.Tests.Shop;

public sealed record Transfer(long From, long To, string Text);

public sealed partial class Transfers(KvLedger ledger)
{
    [Idempotent("transfer:{key}", Ttl = "1d", StatusCode = 201, Ledger = true)]
    private async Task<Transfer> TransferCoreAsync(string key, long from, long to, LedgerTransaction transaction, CancellationToken ct = default)
    {
        await using var command = transaction.Connection.CreateCommand();
        transaction.Enlist(command);
        command.CommandText = "SELECT 1";
        await command.ExecuteScalarAsync(ct);
        return new Transfer(from, to, "größer");
    }
}
