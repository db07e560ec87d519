using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>Tests that count or disturb: each has a server of its own.</summary>
public abstract class OwnServerTests : IAsyncLifetime
{
    protected ValkeyServer Server { get; private set; } = null!;

    protected StackExchangeRedisKvClient Client { get; private set; } = null!;

    protected virtual string[] Arguments => [];

    protected virtual TimeSpan OperationTimeout => TimeSpan.FromSeconds(20);

    protected static byte[] Key { get; } = "key"u8.ToArray();

    protected static byte[] Value { get; } = "value"u8.ToArray();

    protected static TimeSpan Minute => TimeSpan.FromMinutes(1);

    public virtual async ValueTask InitializeAsync()
    {
        Server = await ValkeyServer.StartAsync(Arguments);
        Client = CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
            await Client.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected StackExchangeRedisKvClient CreateClient(string settings = "") =>
        new(Server.Endpoint + settings, new KvClientOptions { OperationTimeout = OperationTimeout });
}
