namespace Derp.Kv.Ledger.Tests;

/// <summary>What every ledger must do, on a real database. Derived once a database.</summary>
public abstract partial class LedgerConformance : IAsyncLifetime
{
    // A call that waits for what does not come ends in a failure, not in a hang.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private protected LedgerWorld World { get; private set; } = null!;

    private protected KvLedger Ledger => World.Ledger;

    private protected static IKvSerializer<string> Text => Utf8Serializer.Instance;

    public async ValueTask InitializeAsync() => World = await CreateWorldAsync();

    public async ValueTask DisposeAsync()
    {
        if (World is not null)
            await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<LedgerWorld> CreateWorldAsync();

    // Writes the effect and returns the result.
    private protected Func<LedgerTransaction, CancellationToken, ValueTask<string>> Body(string effect, string result = "done") => async (transaction, _) =>
    {
        await World.WriteAsync(transaction, effect);
        return result;
    };

    private protected ValueTask<IdempotentResult<string>> RunAsync(string key, string result = "done", IdempotencyOptions? options = null, KvLedger? ledger = null) =>
        (ledger ?? Ledger).ExecuteAsync(key, Body(key, result), Text, options: options);

    private protected static async Task<T> InTimeAsync<T>(Task<T> task) => await task.WaitAsync(s_patience);

    private protected static Task InTimeAsync(Task task) => task.WaitAsync(s_patience);

    private protected static string NewKey() => $"key-{Guid.NewGuid():N}";
}

public sealed class PostgreSqlLedgerConformance(SharedPostgreSql server) : LedgerConformance
{
    private protected override async Task<LedgerWorld> CreateWorldAsync() => await PostgreSqlWorld.CreateAsync((await server.StartedAsync()).ConnectionString);
}

public sealed class SqliteLedgerConformance : LedgerConformance
{
    private protected override async Task<LedgerWorld> CreateWorldAsync() => await SqliteWorld.CreateAsync();
}

/// <summary>With SQLite's own default, in which a reader can hold up a commit.</summary>
public sealed class SqliteRollbackJournalConformance : LedgerConformance
{
    private protected override async Task<LedgerWorld> CreateWorldAsync() => await SqliteWorld.CreateAsync("delete");
}
