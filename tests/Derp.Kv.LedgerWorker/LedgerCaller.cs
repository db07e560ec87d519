using System.Data.Common;
using Derp.Kv.Ledger;
using Derp.Kv.Worker;

namespace Derp.Kv.LedgerWorker;

/// <summary>The library's ledger.</summary>
internal sealed class LedgerCaller(DbDataSource source, KvLedger ledger) : ICaller
{
    public Func<string, Task>? InBody { get; set; }

    public DbDataSource Source => source;

    public KvLedger Ledger => ledger;

    public async Task<Outcome> CallAsync(string key, TimeSpan? ttl = null)
    {
        var result = await ledger.ExecuteAsync(key, (transaction, _) => WriteAsync(transaction, key), Utf8Serializer.Instance, ttl: ttl);
        return new(result.Value!, result.IsReplay);
    }

    public Task CreateAsync() => ledger.CreateAsync().AsTask();

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async ValueTask<string?> WriteAsync(LedgerTransaction transaction, string key)
    {
        var run = Effect.NewRun();
        await Effect.WriteAsync(transaction.Connection, transaction.Transaction, key, run, part: 1);
        if (InBody is { } wait)
            await wait(key);
        await Effect.WriteAsync(transaction.Connection, transaction.Transaction, key, run, part: 2);
        return run;
    }
}
