using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Servers;

namespace Derp.Kv.Benchmarks;

/// <summary>A change on one node until another node reads it, and the same when the message that tells of it is lost.</summary>
internal static class CoherenceBenchmark
{
    private const int Items = 16;

    private static readonly TimeSpan s_patience = 4 * NearStockNode.Bound;

    private sealed record Pair(string Name, StockTable Table, IStockNode Writer, IStockNode Reader, FaultProxy? Network) : IAsyncDisposable
    {
        public List<double> Milliseconds { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync();
            await Writer.DisposeAsync();
            if (Network is not null)
                await Network.DisposeAsync();
        }
    }

    public static async Task RunAsync(Settings settings, Report report)
    {
        await HeardAsync(settings, report);
        await LostAsync(settings, report);
    }

    private static async Task HeardAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        var pairs = await StartAsync(server, static () => null);
        foreach (var round in settings.Pace(least: 10, most: 100))
            await RoundAsync(pairs, round);
        foreach (var pair in pairs)
            pair.Milliseconds.Clear();
        foreach (var round in settings.Pace(least: 40, most: 600))
            await RoundAsync(pairs, round);

        report.Title(
            "A change on one node until another has it",
            "From the write, which is a change of the source and the call that tells the cache, until a read on another node, whose memory had the old value, returns the new one. Two clients of one server, each with connections of its own.");
        report.Line("| peer | ms | quartiles | of 100, the slowest | × FusionCache, removed |");
        report.Line("|---|--:|--:|--:|--:|");
        foreach (var pair in pairs)
        {
            var times = Quartiles.Of(pair.Milliseconds);
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {pair.Name} | {times.Median:0.00} | {times.First:0.00}–{times.Third:0.00} | {Slowest(pair.Milliseconds):0.00} | {Ratio(pair, pairs[1]):0.00} |"));
        }

        report.Gate("time until another node has it, against FusionCache that removes", Ratio(pairs[0], pairs[1]), 1);
        foreach (var pair in pairs)
            await pair.DisposeAsync();
    }

    private static async Task RoundAsync(IReadOnlyList<Pair> pairs, int round)
    {
        var order = pairs.ToArray();
        Random.Shared.Shuffle(order);
        foreach (var pair in order)
            pair.Milliseconds.Add(await UntilReadAsync(pair, round % Items));
    }

    private static async Task<double> UntilReadAsync(Pair pair, int item)
    {
        // The writer's own memory has it too, as in an application. The pause is for messages that filling may have caused: after it
        // the reader's memory has the old value for certain.
        await pair.Writer.ReadAsync(item);
        await pair.Reader.ReadAsync(item);
        await Task.Delay(3);
        await pair.Reader.ReadAsync(item);
        var value = pair.Table[item] + 1;
        var started = Stopwatch.GetTimestamp();
        pair.Table[item] = value;
        var change = pair.Writer.ChangedAsync(item).AsTask();
        while (await pair.Reader.ReadAsync(item) != value)
            await Task.Yield();
        var time = Stopwatch.GetElapsedTime(started);
        await change;
        return time.TotalMilliseconds;
    }

    // The messages are swallowed between server and reader, as a network may do it; everything else passes.
    private static async Task LostAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        var pairs = await StartAsync(server, () => FaultProxy.Start(server.Port));
        report.Title(
            "The same, the message lost",
            string.Create(
                CultureInfo.InvariantCulture,
                $"`Near` is {NearStockNode.Bound.TotalMilliseconds:0} ms. Time: from when the call that tells the cache has returned until the last read of the old value. The node is asked for {s_patience.TotalSeconds:0} s. FusionCache keeps its entries for an hour, as set here; nothing but that ends them."));
        report.Line("| peer | changes | still old at the end | ms, median | most |");
        report.Line("|---|--:|--:|--:|--:|");
        var all = await Task.WhenAll(pairs.Select(async pair =>
        {
            pair.Network!.OnPush = static () => Verdict.Drop;
            var ages = new List<double>();
            var old = 0;
            foreach (var _ in Enumerable.Range(0, settings.IsQuick ? 1 : 8))
            {
                var (found, left) = await StaleAsync(pair);
                ages.AddRange(found);
                old += left;
            }

            await pair.DisposeAsync();
            return (Ages: ages, Old: old);
        }));
        foreach (var (pair, (ages, old)) in pairs.Zip(all))
        {
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {pair.Name} | {ages.Count} | {old} | {Quartiles.Of(ages).Median:0} | {ages.Max():0} |"));
        }

        report.Gate("no node reads the old value later than Near after the invalidation", all[0].Ages.Max(), NearStockNode.Bound.TotalMilliseconds, " ms");
    }

    private static async Task<(IReadOnlyList<double> Ages, int Left)> StaleAsync(Pair pair)
    {
        for (var item = 0; item < Items; item++)
        {
            await pair.Reader.ReadAsync(item);
            pair.Table[item]++;
        }

        var returned = new long[Items];
        var ages = new double[Items];
        var old = new HashSet<int>(Enumerable.Range(0, Items));
        for (var item = 0; item < Items; item++)
        {
            await pair.Writer.ChangedAsync(item);
            returned[item] = Stopwatch.GetTimestamp();
        }

        // The age is that of a read that begins then.
        while (old.Count > 0 && Stopwatch.GetElapsedTime(returned[^1]) < s_patience)
        {
            foreach (var item in old.ToArray())
            {
                var age = Stopwatch.GetElapsedTime(returned[item]).TotalMilliseconds;
                if (await pair.Reader.ReadAsync(item) == pair.Table[item])
                    old.Remove(item);
                else
                    ages[item] = age;
            }

            await Task.Delay(1);
        }

        return (ages, old.Count);
    }

    private static async Task<IReadOnlyList<Pair>> StartAsync(ValkeyServer server, Func<FaultProxy?> network)
    {
        return
        [
            await PairAsync("Derp.Kv with Near, invalidated", static (table, endpoint) => NearStockNode.StartAsync(table, endpoint)),
            await PairAsync("FusionCache with its backplane, removed", static (table, endpoint) => FusionStockNode.StartAsync(table, endpoint, sets: false)),
            await PairAsync("FusionCache with its backplane, set", static (table, endpoint) => FusionStockNode.StartAsync(table, endpoint, sets: true)),
        ];

        async Task<Pair> PairAsync(string name, Func<StockTable, string, Task<IStockNode>> start)
        {
            var (table, between) = (new StockTable(), network());
            return new Pair(name, table, await start(table, server.Endpoint), await start(table, between?.Endpoint ?? server.Endpoint), between);
        }
    }

    private static double Ratio(Pair pair, Pair other) => Quartiles.Of(pair.Milliseconds.Zip(other.Milliseconds, static (a, b) => a / b)).Median;

    private static double Slowest(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return sorted[(int)((sorted.Length - 1) * 0.99)];
    }
}
