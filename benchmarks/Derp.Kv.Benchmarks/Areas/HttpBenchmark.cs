using System.Globalization;
using Derp.Kv.AspNetCore;
using Derp.Kv.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// Requests over a socket: a POST without an idempotency key, with a first one and with one that is replayed; and a limited GET, with the
/// framework's own limiter and RedisRateLimiting.AspNetCore.
/// </summary>
internal static class HttpBenchmark
{
    private const string Body = """{"amount":4200,"currency":"EUR"}""";

    // As long as the number that takes their place.
    private const string Digits = "000000000000";

    private static readonly string s_receipt = new('r', 200);

    private static long s_keys;

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        foreach (var callers in (int[])[1, 32])
        {
            await PostsAsync(settings, report, server, callers);
            await LimitsAsync(settings, report, server, callers);
        }
    }

    private static async Task PostsAsync(Settings settings, Report report, ValkeyServer server, int callers)
    {
        await using var app = await HttpPeer.StartAsync(
            builder =>
            {
                builder.Services.AddDerpKv(kv => kv.UseStackExchangeRedis(server.Endpoint));
                builder.Services.AddKvIdempotency();
            },
            static app =>
            {
                app.MapPost("/plain", Pay);
                app.MapPost("/payments", Pay).WithIdempotency();
            });

        var plain = HttpConnection.Request("POST", "/plain", body: Body);
        var replayed = Keyed("replayed-payment-0001");
        var connections = await ConnectAsync(app, callers);
        var first = Enumerable.Range(0, callers).Select(static _ => Keyed($"first-{Digits}")).ToArray();
        Case[] cases =
        [
            Of("without a key", (caller, _) => connections[caller].SendAsync(plain)),
            Of("a first key", (caller, _) => connections[caller].SendAsync(Renew(first[caller]))),
            Of("a replayed key", (caller, _) => connections[caller].SendAsync(replayed)),
        ];
        var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 61, cases, server);
        foreach (var connection in connections)
            connection.Dispose();
        Add(report, $"POST, {Callers(callers)}", figures);
        report.Gate("a replay is one command", figures[2].Commands is { } commands && !commands.Contains(',', StringComparison.Ordinal) && commands.EndsWith(" 1", StringComparison.Ordinal), figures[2].Commands ?? "");

        Case Of(string name, Func<int, int, ValueTask<int>> send) => Sent(name, callers, send);
    }

    private static async Task LimitsAsync(Settings settings, Report report, ValkeyServer server, int callers)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        (string Name, HttpPeer App)[] peers =
        [
            ("RedisRateLimiting.AspNetCore", await HttpLimitPeers.RedisRateLimitingAsync(connection)),
            ("Derp.Kv", await HttpLimitPeers.DerpKvAsync(server.Endpoint, KvRateLimitFields.Draft)),
            ("Derp.Kv, without fields", await HttpLimitPeers.DerpKvAsync(server.Endpoint, KvRateLimitFields.None)),
            ("ASP.NET Core, in the process", await HttpLimitPeers.InProcessAsync()),
            ("no limit", await HttpLimitPeers.UnlimitedAsync()),
        ];
        var get = HttpConnection.Request("GET", "/");
        var cases = new List<Case>();
        var open = new List<HttpConnection>();
        foreach (var (name, app) in peers)
        {
            var connections = await ConnectAsync(app, callers);
            open.AddRange(connections);
            cases.Add(Sent(name, callers, (caller, _) => connections[caller].SendAsync(get)));
        }

        var figures = await Rounds.MeasureAsync(settings, warmUps: 20, rounds: 61, cases, server);
        foreach (var each in open)
            each.Dispose();
        foreach (var (_, app) in peers)
            await app.DisposeAsync();
        Add(report, $"Limited GET, {Callers(callers)}", figures);
        report.Gate("time against RedisRateLimiting.AspNetCore", figures[1].Ratio.Median, 1);
        report.Gate("bytes against RedisRateLimiting.AspNetCore", figures[1].Bytes / figures[0].Bytes, 1);
    }

    private static void Add(Report report, string title, IReadOnlyList<Figures> figures)
    {
        report.Add(title, figures, "Bytes are the server's side: the callers allocate next to nothing. Counts of scripts hold those of the commands inside.");
        report.Line();
        report.Line($"Requests a second: {string.Join(", ", figures.Select(static each => string.Create(CultureInfo.InvariantCulture, $"{each.Name} {1e9 / each.Nanoseconds:N0}")))}.");
    }

    private static Case Sent(string name, int callers, Func<int, int, ValueTask<int>> send) => Case.Calls(name, callers, calls: callers == 1 ? 100 : 20, async (caller, call) =>
    {
        var status = await send(caller, call);
        if (status is not (200 or 201))
            throw new InvalidOperationException($"{name} was answered {status}.");
    });

    private static async Task<HttpConnection[]> ConnectAsync(HttpPeer app, int callers) =>
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => HttpConnection.OpenAsync(app.Port)));

    private static byte[] Keyed(string key) => HttpConnection.Request("POST", "/payments", $"Idempotency-Key: \"{key}\"\r\n", Body);

    private static byte[] Renew(byte[] request)
    {
        var at = request.AsSpan().IndexOf("first-"u8) + "first-".Length;
        Interlocked.Increment(ref s_keys).TryFormat(request.AsSpan(at, Digits.Length), out _, $"D{Digits.Length}", CultureInfo.InvariantCulture);
        return request;
    }

    private static string Callers(int callers) => callers == 1 ? "one caller" : $"{callers} callers";

    private static ContentHttpResult Pay() => TypedResults.Text(s_receipt);
}
