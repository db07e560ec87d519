using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Conformance;

/// <summary>What every test of the helpers shares: a store, further clients of it, and keys of the test's own.</summary>
public abstract class HelperConformance : IAsyncLifetime
{
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<IAsyncDisposable> _owned = [];

    protected KvClient Store { get; private set; } = null!;

    /// <summary>Connects to the store. The base disposes of the client.</summary>
    protected abstract ValueTask<KvClient> ConnectAsync();

    public async ValueTask InitializeAsync() => Store = await ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var owned in _owned)
            await owned.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>A client with flights of its own, as another process has them.</summary>
    protected InterceptingKvClient OtherClient(KvClientOptions? options = null)
    {
        var client = new InterceptingKvClient(Store, options);
        _owned.Add(client);
        return client;
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static byte[] NewKey() => Bytes($"test:{Guid.NewGuid():N}");

    protected static string NewName() => Guid.NewGuid().ToString("N");

    protected async Task<bool> IsLeasedAsync(byte[] key) => await Store.ExistsAsync(LeaseKey.Of(key));

    /// <summary>Waits until the server has expired or deleted a key.</summary>
    protected Task GoneAsync(byte[] key) => Eventually.HoldsAsync(async () => !await Store.ExistsAsync(key), "The key should have gone.");
}
