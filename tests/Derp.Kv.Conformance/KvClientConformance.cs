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
    protected static async ValueTask PassOnServerAsync(TimeSpan time)
    {
        // Timers go by a coarse clock, and end up to two of its ticks early.
        var started = TimeProvider.System.GetTimestamp();
        while (time + TimeSpan.FromMilliseconds(2) - TimeProvider.System.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
            await Task.Delay(left + TimeSpan.FromMilliseconds(1));
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
