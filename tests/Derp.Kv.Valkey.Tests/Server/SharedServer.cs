using Derp.Kv.Servers;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Derp.Kv.Servers;

/// <summary>One server for all tests that choose keys of their own and disturb nothing.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public ValkeyServer Server { get; private set; } = null!;

    public string Endpoint => Server.Endpoint;

    public async ValueTask InitializeAsync() => Server = await ValkeyServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
