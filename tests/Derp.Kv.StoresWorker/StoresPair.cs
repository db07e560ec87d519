namespace Derp.Kv.StoresWorker;

/// <summary>Two applications on one server, each a process.</summary>
public sealed class StoresPair : IAsyncDisposable
{
    private readonly string _keys = Directory.CreateTempSubdirectory("derp-kv-").FullName;

    private StoresPair()
    {
    }

    public StoresNode A { get; private set; } = null!;

    public StoresNode B { get; private set; } = null!;

    public static async Task<StoresPair> StartAsync(string endpoint)
    {
        var pair = new StoresPair();
        pair.A = await StoresNode.StartAsync(endpoint, pair._keys);
        pair.B = await StoresNode.StartHereAsync(StoresApp.Connect(endpoint), pair._keys);
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }
}
