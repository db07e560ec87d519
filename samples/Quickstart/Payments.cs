using Derp.Kv;

namespace Quickstart;

internal sealed record Receipt(long Id, string Account, long Cents);

/// <summary>Money moves once per key, however often the client sends its request.</summary>
internal sealed partial class Payments(KvClient kv, Database database)
{
    // The key names the operation; account and amount, which it leaves out, have to be the same each time.
    [Idempotent("payment:{idempotencyKey}", Ttl = "24h")]
    private async Task<IdempotentResult<Receipt>> PayCoreAsync(string idempotencyKey, string account, long cents, CancellationToken ct = default)
    {
        var id = (await database.QueryAsync(
            "INSERT INTO payment (account, cents) VALUES ($account, $cents) RETURNING id",
            static row => row.GetInt64(0),
            ct,
            ("$account", account),
            ("$cents", cents))).Single();
        return new(new Receipt(id, account, cents), StatusCode: 201);
    }

    public async Task<long> CountAsync() =>
        (await database.QueryAsync("SELECT count(*) FROM payment", static row => row.GetInt64(0), default)).Single();
}
