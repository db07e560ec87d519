using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using MessagePack;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>Small values and large ones, read and stored.</summary>
internal static class ValuesGrowth
{
    private const int Kept = 16;

    private static readonly (string Name, int Size)[] s_sizes =
        [("100 B", 100), ("1 kB", 1_000), ("10 kB", 10_000), ("100 kB", 100_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)];

    public static async Task RunAsync(Settings settings, Report report)
    {
        var sizes = settings.IsQuick ? s_sizes[..4] : s_sizes;
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint + ",allowAdmin=true");
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint, new KvClientOptions { MaxValueSize = 16 * 1024 * 1024 });
        var (database, grown) = (connection.GetDatabase(), new Grown(kv));
        var admin = connection.GetServers()[0];

        await HitsAsync("bytes", grown.GetBytesAsync, Values.Bytes);
        await HitsAsync("a record with a text", grown.GetPageAsync, Values.Page);
        await StoresAsync();

        async Task HitsAsync<T>(string name, Func<int, int, Task<T>> get, Func<int, T> value)
        {
            foreach (var (_, size) in sizes)
            {
                var bytes = MessagePackSerializer.Serialize(value(size));
                for (var number = 0; number < Kept; number++)
                {
                    await get(size, number);
                    await database.StringSetAsync(HandKey(size, number), bytes);
                }
            }

            var filled = grown.Runs;
            await MeasureAsync(
                $"Growth with values, a hit: {name}",
                "By hand: `StringGet` and MessagePack.",
                size => HandAsync<T>(size),
                get,
                static () => { },
                mostCalls: 100);
            if (grown.Runs != filled)
                throw new InvalidOperationException("A hit ran the body.");
            await admin.FlushDatabaseAsync();
        }

        Task StoresAsync() => MeasureAsync(
            "Growth with values, a miss: bytes",
            "By hand: `StringGet`, MessagePack and `StringSet`, without anything against a stampede.",
            size => async number =>
            {
                if (!(await database.StringGetAsync(HandKey(size, number))).IsNull)
                    throw new InvalidOperationException("A miss found a value.");
                await database.StringSetAsync(HandKey(size, number), MessagePackSerializer.Serialize(Values.Bytes(size)), TimeSpan.FromHours(1));
            },
            grown.GetBytesAsync,
            () => admin.FlushDatabase(),
            mostCalls: Kept);

        async Task MeasureAsync<T>(string title, string text, Func<int, Func<int, Task>> hand, Func<int, int, Task<T>> get, Action prepare, int mostCalls)
        {
            var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 41, [.. sizes.SelectMany(Pair)], group: 2);
            Beside.Add(report, title, text, "value", [.. sizes.Select(static size => size.Name)], figures, ("ns a byte", Each));

            IEnumerable<Case> Pair((string Name, int Size) of)
            {
                var calls = Math.Clamp(2_000_000 / of.Size, 2, mostCalls);
                var byHand = hand(of.Size);
                yield return Case.Calls("by hand", callers: 1, calls, (_, call) => byHand(call % Kept)) with { Prepare = prepare };
                yield return Case.Calls("Derp.Kv", callers: 1, calls, (_, call) => get(of.Size, call % Kept)) with { Prepare = prepare };
            }
        }

        Func<int, Task> HandAsync<T>(int size) => async number =>
        {
            byte[]? bytes = await database.StringGetAsync(HandKey(size, number));
            _ = MessagePackSerializer.Deserialize<T>(bytes);
        };
    }

    private static string Each(int row, Figures ours) => (ours.Nanoseconds / s_sizes[row].Size).ToString("0.00", CultureInfo.InvariantCulture);

    private static string HandKey(int size, int number) => string.Create(CultureInfo.InvariantCulture, $"hand:{size}:{number}");
}
