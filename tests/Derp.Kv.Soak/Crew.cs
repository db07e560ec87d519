using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Soak;

/// <summary>The workers, each behind a bad network of its own. One that is killed is replaced.</summary>
internal sealed class Crew : IAsyncDisposable
{
    public const int Size = 4;
    private const int CallersEach = 16;

    private readonly WorkerProcess[] _workers = new WorkerProcess[Size];
    private readonly ValkeyServer _witness;
    private readonly Random _random;
    private int _instances;

    private Crew(ValkeyServer server, ValkeyServer witness, Random random)
    {
        (_witness, _random) = (witness, random);
        Proxies = [.. Enumerable.Range(0, Size).Select(_ => FaultProxy.Start(server.Port))];
    }

    public IReadOnlyList<FaultProxy> Proxies { get; }

    public WorkerProcess this[int index] => _workers[index];

    public static async Task<Crew> StartAsync(ValkeyServer server, ValkeyServer witness, Random random)
    {
        var crew = new Crew(server, witness, random);
        await Task.WhenAll(Enumerable.Range(0, Size).Select(crew.StartAsync));
        return crew;
    }

    /// <summary>Kills a worker, whose half-done work is then nobody's fault, and starts another in its place.</summary>
    public async Task ReplaceAsync(int index)
    {
        // First the word, then the deed: what it starts in between is excused as well.
        await _witness.CommandAsync("SET", $"killed:{Instance(_workers[index])}", "1");
        _workers[index].Kill();
        await StartAsync(index);
    }

    /// <summary>Megabytes of all heaps, after a collection.</summary>
    public async Task<double> HeapAsync()
    {
        var sum = 0L;
        foreach (var worker in _workers)
        {
            await worker.SendAsync("memory");
            sum += long.Parse((await worker.ReadAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
        }

        return sum / 1e6;
    }

    /// <summary>Ends the callers and adds up what they counted.</summary>
    public async Task<Dictionary<string, long>> StopAsync()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var worker in _workers)
            await worker.SendAsync("stop");
        foreach (var worker in _workers)
        {
            foreach (var word in (await worker.ReadAsync(TimeSpan.FromMinutes(2))).Split(' ').Skip(1))
            {
                var pair = word.Split('=');
                counts[pair[0]] = counts.GetValueOrDefault(pair[0]) + long.Parse(pair[1], CultureInfo.InvariantCulture);
            }
        }

        return counts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            worker?.Dispose();
            if (worker is not null)
                await Console.Error.WriteAsync(await worker.Errors);
        }

        foreach (var proxy in Proxies)
            await proxy.DisposeAsync();
    }

    private static string Instance(WorkerProcess worker) => worker.Id.ToString(CultureInfo.InvariantCulture);

    private async Task StartAsync(int index)
    {
        var port = int.Parse(Proxies[index].Endpoint.Split(':')[1], CultureInfo.InvariantCulture);
        var worker = _workers[index] = await WorkerProcess.StartAsync(port, "soak");
        var seed = _random.Next() ^ Interlocked.Increment(ref _instances);
        await worker.SendAsync($"soak {_witness.Port} {Instance(worker)} {index} {CallersEach} {seed}");
        await worker.ExpectAsync("running");
    }
}
