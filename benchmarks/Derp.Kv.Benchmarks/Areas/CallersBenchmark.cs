using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>Hits of few callers at once and of many, over loopback and over a link of a millisecond: throughput, and how long a call takes.</summary>
internal static class CallersBenchmark
{
    private const int LargeBytes = 10_000_000;

    private static readonly TimeSpan s_halfMillisecond = TimeSpan.FromMicroseconds(500);

    private sealed record Peer(string Name, Func<string, Task> GetAsync, Func<Task> GetLargeAsync)
    {
        public List<Sample> Samples { get; } = [];
    }

    private readonly record struct Sample(double PerSecond, double P50, double P99);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        using var link = DelayedLink.Begin(server.Port, s_halfMillisecond);
        int[] counts = settings.IsQuick ? [1, 64] : [1, 4, 64, 256];
        foreach (var (name, endpoint) in new[] { ("loopback", server.Endpoint), ("a link of 1 ms", link.Endpoint) })
        {
            await using var peers = await Peers.OpenAsync(endpoint);
            report.Title(
                $"Callers, {name}",
                "Hits on the product for a quarter of a second a round; callers do not meet at a key. Throughput is a multiple of by hand, p50 and p99 are ms and, in brackets, a multiple of by hand. Medians of the rounds.");
            report.Line("| callers | peer | throughput | p50 | p99 |");
            report.Line("|--:|---|--:|--:|--:|");
            var gates = new List<(string Peer, int Callers, double P50, double P99)>();
            foreach (var callers in counts)
            {
                foreach (var _ in settings.Pace(least: 3, most: 21))
                    await RoundAsync(peers.All, callers, withLarge: false);
                gates.AddRange(Tell(report, peers.All, callers, callers.ToString(CultureInfo.InvariantCulture)));
            }

            foreach (var (peer, callers, p50, p99) in gates.Where(_ => endpoint == link.Endpoint))
            {
                report.Gate($"{peer}, {callers} callers: p50 against by hand", p50, 1.05);
                report.Gate($"{peer}, {callers} callers: p99 against by hand", p99, 1.05);
            }
        }

        await using var others = await Peers.OpenAsync(server.Endpoint);
        report.Title("Small values beside a large one", $"63 callers of products, while one more reads a value of {LargeBytes / 1_000_000} MB again and again. Only the products are counted.");
        report.Line("| callers | peer | throughput | p50 | p99 |");
        report.Line("|--:|---|--:|--:|--:|");
        foreach (var _ in settings.Pace(least: 3, most: 21))
            await RoundAsync(others.All, callers: 63, withLarge: true);
        foreach (var (peer, _, p50, p99) in Tell(report, others.All, 63, "63 + 1"))
            report.Gate($"{peer}: p99 beside a large value against by hand", Math.Max(p50, p99), 1.05);
    }

    private static async Task RoundAsync(Peer[] peers, int callers, bool withLarge)
    {
        var order = peers.ToArray();
        Random.Shared.Shuffle(order);
        foreach (var peer in order)
            peer.Samples.Add(await MeasureAsync(peer, callers, withLarge));
    }

    private static async Task<Sample> MeasureAsync(Peer peer, int callers, bool withLarge)
    {
        var began = Stopwatch.GetTimestamp();
        var ends = began + (Stopwatch.Frequency / 4);
        var large = withLarge ? Task.Run(LargeAsync) : Task.CompletedTask;
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await large;
        double[] all = [.. latencies.SelectMany(static each => each).Order()];
        return new(all.Length / seconds, all[all.Length / 2], all[all.Length * 99 / 100]);

        async Task<List<double>> CallAsync(int caller)
        {
            var own = new List<double>();
            var (each, call) = (Products.Count / callers, 0);
            while (Stopwatch.GetTimestamp() is var start && start < ends)
            {
                await peer.GetAsync(Products.Skus[(caller * each) + (call++ % each)]);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        }

        async Task LargeAsync()
        {
            while (Stopwatch.GetTimestamp() < ends)
                await peer.GetLargeAsync();
        }
    }

    private static List<(string Peer, int Callers, double P50, double P99)> Tell(Report report, Peer[] peers, int count, string callers)
    {
        var hand = peers[0].Samples;
        var told = new List<(string Peer, int Callers, double P50, double P99)>();
        foreach (var peer in peers)
        {
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {callers} | {peer.Name} | {Ratio(static s => s.PerSecond):0.00} | {Middle(static s => s.P50):0.00} ({Ratio(static s => s.P50):0.00}) | {Middle(static s => s.P99):0.00} ({Ratio(static s => s.P99):0.00}) |"));

            if (peer != peers[0])
                told.Add((peer.Name, count, Ratio(static s => s.P50), Ratio(static s => s.P99)));

            double Middle(Func<Sample, double> of) => Quartiles.Of(peer.Samples.Select(of)).Median;
            double Ratio(Func<Sample, double> of) => Quartiles.Of(peer.Samples.Zip(hand, (own, first) => of(own) / of(first))).Median;
        }

        foreach (var peer in peers)
            peer.Samples.Clear();
        return told;
    }

    /// <summary>By hand, and Derp.Kv on a connection of its own and on one of the application's.</summary>
    private sealed class Peers(ConnectionMultiplexer hand, ConnectionMultiplexer application, StackExchangeRedisKvClient own, StackExchangeRedisKvClient shared) : IAsyncDisposable
    {
        public Peer[] All { get; private set; } = [];

        public static async Task<Peers> OpenAsync(string endpoint)
        {
            var settings = ConfigurationOptions.Parse(endpoint);
            (settings.AsyncTimeout, settings.SyncTimeout, settings.BacklogPolicy) = (2000, 2000, BacklogPolicy.FailFast);
            var application = await ConnectionMultiplexer.ConnectAsync(settings);
            var peers = new Peers(await ConnectionMultiplexer.ConnectAsync(endpoint), application, new(endpoint), new(application));
            await peers.FillAsync();
            return peers;
        }

        public async ValueTask DisposeAsync()
        {
            await own.DisposeAsync();
            await shared.DisposeAsync();
            await hand.DisposeAsync();
            await application.DisposeAsync();
        }

        private async Task FillAsync()
        {
            var database = hand.GetDatabase();
            var large = new byte[LargeBytes];
            await database.StringSetAsync("large", large);
            var written = new HandWrittenCatalog(database);
            All =
            [
                new("by hand", sku => written.GetProductAsync(Products.Tenant, sku, default), () => database.StringGetAsync("large")),
                Of("Derp.Kv", own),
                Of("Derp.Kv, the application's multiplexer", shared),
            ];
            foreach (var peer in All)
            {
                await Task.WhenAll(Products.Skus.Select(peer.GetAsync));
                await peer.GetLargeAsync();
            }

            Peer Of(string name, StackExchangeRedisKvClient client)
            {
                var catalog = new Catalog(client);
                return new(name, sku => catalog.GetProductAsync(Products.Tenant, sku, default), () => client.GuardedGetAsync("large"u8.ToArray(), static _ => throw new InvalidOperationException("A hit ran the body."), TimeSpan.FromHours(1)).AsTask());
            }
        }
    }
}
