using System.Data.Common;
using Derp.Kv.Ledger;
using Derp.Kv.Worker;

namespace Derp.Kv.LedgerWorker;

/// <summary>The library's ledger.</summary>
internal sealed class LedgerCaller(DbDataSource source, Func<KvLedger> create) : ICaller
{
    private readonly KvLedger _ledger = create();

    public Func<string, Task>? InBody { get; set; }

    public DbDataSource Source => source;

    public Task<Outcome> CallAsync(string key, TimeSpan? ttl = null) => CallAsync(_ledger, key, ttl);

    /// <summary>A call on a ledger of its own, which meets its duplicates only in the database.</summary>
    public Task<Outcome> CallApartAsync(string key) => CallAsync(create(), key, ttl: null);

    public Task CreateAsync() => _ledger.CreateAsync().AsTask();

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<Outcome> CallAsync(KvLedger ledger, string key, TimeSpan? ttl)
    {
        var result = await ledger.ExecuteAsync(key, (transaction, _) => WriteAsync(transaction, key), Utf8Serializer.Instance, ttl: ttl);
        return new(result.Value!, result.IsReplay);
    }

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
