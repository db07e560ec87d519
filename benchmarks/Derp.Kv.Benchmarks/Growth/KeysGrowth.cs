using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>A hit among few keys and among many, any of which may be asked for.</summary>
internal static class KeysGrowth
{
    private const int CallsOnServer = 200;
    private const int CallsInMemory = 20_000;
    private const int Fillers = 64;

    public static async Task RunAsync(Settings settings, Report report)
    {
        int[] counts = settings.IsQuick ? [1, 100, 10_000] : [1, 100, 10_000, 1_000_000];
        var servers = new List<ValkeyServer>();
        var clients = new List<KvClient>();
        try
        {
            foreach (var _ in counts)
            {
                servers.Add(await ValkeyServer.StartAsync());
                clients.Add(new StackExchangeRedisKvClient(servers[^1].Endpoint));
            }

            await MeasureAsync("Growth with keys, on Valkey", clients, CallsOnServer, "A server for each count.");
            foreach (var count in counts)
                clients.Add(new MemoryKvClient(new KvClientOptions { MemoryMaxEntries = count + Fillers }));
            await MeasureAsync(
                "Growth with keys, in memory",
                clients[^counts.Length..],
                CallsInMemory,
                "A `MemoryKvClient` for each count, `MemoryMaxEntries` set to it and the leases of its filling: its default is 100,000.");
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
            foreach (var server in servers)
                await server.DisposeAsync();
        }

        async Task MeasureAsync(string title, IReadOnlyList<KvClient> on, int calls, string text)
        {
            var catalogs = on.Select(static client => new Catalog(client)).ToList();
            for (var i = 0; i < counts.Length; i++)
                await FillAsync(catalogs[i], counts[i]);
            var filled = catalogs.ConvertAll(static catalog => catalog.Runs);

            var random = new Random(1);
            var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 61,
            [
                .. counts.Select((count, i) => Case.Calls(
                    string.Create(CultureInfo.InvariantCulture, $"{count:N0}"), callers: 1, calls, (_, _) => catalogs[i].GetCountAsync(random.Next(count)))),
            ]);
            report.Add(title, figures, $"A number under each key, the key chosen at random. {text}");
            if (!filled.SequenceEqual(catalogs.Select(static catalog => catalog.Runs)))
                throw new InvalidOperationException("A hit ran the body.");
        }
    }

    private static Task FillAsync(Catalog catalog, int count) => Parallel.ForAsync(
        0,
        count,
        new ParallelOptions { MaxDegreeOfParallelism = Fillers },
        async (number, _) => await catalog.GetCountAsync(number));
}
