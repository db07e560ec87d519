using Derp.Kv.Ledger.Tests;
using Derp.Kv.Servers;

[assembly: AssemblyFixture(typeof(SharedPostgreSql))]

namespace Derp.Kv.Ledger.Tests;

/// <summary>One server for all tests that have tables of their own and disturb nothing; the first of them starts it.</summary>
public sealed class SharedPostgreSql : IAsyncDisposable
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(static () => PostgreSqlServer.StartAsync());

    public Task<PostgreSqlServer> StartedAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && await Task.WhenAny(_server.Value) is { IsCompletedSuccessfully: true } started)
            await (await started).DisposeAsync();
    }
}
