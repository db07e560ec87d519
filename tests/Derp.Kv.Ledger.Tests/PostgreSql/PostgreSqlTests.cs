using Derp.Kv.Servers;

namespace Derp.Kv.Ledger.Tests.PostgreSql;

/// <summary>What tests of PostgreSQL alone share: a world, and a body that writes.</summary>
public abstract class PostgreSqlTests(SharedPostgreSql shared) : IAsyncLifetime
{
    private protected PostgreSqlServer Server { get; private set; } = null!;

    private protected PostgreSqlWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await shared.StartedAsync();
        World = await PostgreSqlWorld.CreateAsync(Server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (World is not null)
            await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static string NewKey() => $"key-{Guid.NewGuid():N}";

    private protected ValueTask<bool> RunAsync(string key, KvLedger? ledger = null) =>
        (ledger ?? World.Ledger).ProcessOnceAsync(key, async (transaction, _) => await World.WriteAsync(transaction, key));
}
