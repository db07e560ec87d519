using System.Security.Cryptography;
using System.Text;

namespace Derp.Kv.Conformance;

/// <summary>
/// What every client must do. A derived class names the backend and how its time passes; tests choose keys that no other
/// test has, so that they can share a server.
/// </summary>
public abstract partial class KvClientConformance : IAsyncLifetime
{
    private readonly byte[] _unique = RandomNumberGenerator.GetBytes(8);

    protected KvClient Client { get; private set; } = null!;

    protected static TimeSpan Minute => TimeSpan.FromMinutes(1);

    public async ValueTask InitializeAsync() => Client = await CreateAsync(new KvClientOptions());

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await DisposeBackendAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new client of the test's store.</summary>
    protected abstract ValueTask<KvClient> CreateAsync(KvClientOptions options);

    /// <summary>Lets time pass for the store: at least this much, and on a server's own clock a little more.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    /// <summary>How a real server's time passes.</summary>
    protected async ValueTask PassOnServerAsync(TimeSpan time)
    {
        // Expiry is precise to the server's clock and to ours; neither ticks in step with the other.
        await Task.Delay(time + TimeSpan.FromMilliseconds(5));

        // A starved server may still decide by the clock that it read before; with the next command it reads it anew.
        await Client.ExistsAsync(Key());
    }

    protected virtual ValueTask DisposeBackendAsync() => default;

    protected byte[] Key(string name = "key") => [.. _unique, .. Utf8(name)];

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    protected static byte[] AllBytes() => [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];

    /// <summary>Starts all calls behind one gate and returns their results.</summary>
    protected static async Task<T[]> RaceAsync<T>(int count, Func<int, ValueTask<T>> call)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runners = Enumerable.Range(0, count).Select(async i =>
        {
            await gate.Task;
            return await call(i);
        }).ToArray();
        gate.SetResult();
        return await Task.WhenAll(runners);
    }
}
