using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Benchmarks;

/// <summary>A hit among few keys and among many, any of which may be asked for.</summary>
internal static class KeysGrowth
{
    private const int CallsOnServer = 200;
    private const int CallsInMemory = 20_000;

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
                clients.Add(new MemoryKvClient(new KvClientOptions { MemoryMaxEntries = count + 1 }));
            await MeasureAsync(
                "Growth with keys, in memory",
                clients[^counts.Length..],
                CallsInMemory,
                "A `MemoryKvClient` for each count, `MemoryMaxEntries` set to it and one more for the lease of the first: its default is 100,000.");
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
                await FillAsync(on[i], catalogs[i], counts[i]);

            var random = new Random(1);
            var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 61,
            [
                .. counts.Select((count, i) => Case.Calls(
                    string.Create(CultureInfo.InvariantCulture, $"{count:N0}"), callers: 1, calls, (_, _) => catalogs[i].GetCountAsync(random.Next(count)))),
            ]);
            report.Add(title, figures, $"A number under each key, the key chosen at random. {text}");
            if (catalogs.Any(static catalog => catalog.Runs != 1))
                throw new InvalidOperationException("A hit ran the body.");
        }
    }

    // Through the wrapper it would take three round trips a key. So the wrapper stores the first, and the others are copies
    // of it with the check of their own key, which is all that is different: a hit among them is a real one.
    private static async Task FillAsync(KvClient client, Catalog catalog, int count)
    {
        const int batch = 10_000;
        const int check = 10;
        await catalog.GetCountAsync(0);
        var first = await client.GetAsync(Key(0)) ?? throw new InvalidOperationException("The wrapper has another key.");
        for (var from = 1; from < count; from += batch)
        {
            await client.MSetAsync(
                [
                    .. Enumerable.Range(from, Math.Min(batch, count - from)).Select(number =>
                    {
                        var (key, value) = (Key(number), first.ToArray());
                        BinaryPrimitives.WriteUInt64BigEndian(value.AsSpan(check), XxHash3.HashToUInt64(key));
                        return KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(key, value);
                    }),
                ],
                TimeSpan.FromHours(1));
        }
    }

    private static byte[] Key(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"count:{number}"));
}
