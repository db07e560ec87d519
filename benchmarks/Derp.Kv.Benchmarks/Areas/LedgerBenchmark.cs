using System.Diagnostics;
using System.Globalization;
using Derp.Kv.Ledger.PostgreSql;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Npgsql;

namespace Derp.Kv.Benchmarks;

/// <summary>A first run and a replay on the ledger, with the same by hand and with a claim on Valkey; and the round trips of each.</summary>
internal static class LedgerBenchmark
{
    // One direction. Long against all else that a call does, so that a call's time tells how often it has waited for the other side.
    private static readonly TimeSpan s_oneWay = TimeSpan.FromMilliseconds(10);

    private static long s_keys;

    private delegate Task<string> Pay(string key);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var valkey = await ValkeyServer.StartAsync();
        await using var postgres = await PostgreSqlServer.StartAsync();
        await using (var source = NpgsqlDataSource.Create(postgres.ConnectionString))
        {
            await source.CreateCommand(Payments.Script).ExecuteNonQueryAsync();
            await new PostgreSqlKvLedger(source).CreateAsync();
        }

        await CountAsync(report, postgres, valkey);
        foreach (var durable in (bool[])[false, true])
        {
            await MeasureAsync(settings, report, postgres, valkey, callers: 1, durable);
            await MeasureAsync(settings, report, postgres, valkey, callers: 16, durable);
        }
    }

    private static async Task MeasureAsync(Settings settings, Report report, PostgreSqlServer postgres, ValkeyServer valkey, int callers, bool durable)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(postgres.ConnectionString, durable));
        await using var kv = new StackExchangeRedisKvClient(valkey.Endpoint);
        var payments = new Payments(source, new PostgreSqlKvLedger(source), kv);
        var how = $"{(callers == 1 ? "one caller" : $"{callers} callers")}, {(durable ? "each commit on the disk" : "commits not waited for")}";
        (string Name, Pay Pay)[] peers =
        [
            ("by hand: two inserts in a transaction", payments.ByHandAsync),
            ("Derp.Kv, ledger", payments.OnLedgerAsync),
            ("by hand, the result written after the body", payments.ByHandWithResultAsync),
            ("the body's transaction alone", payments.AloneAsync),
            ("the same under a claim on Valkey", payments.UnderClaimAsync),
        ];
        var first = await Rounds.MeasureAsync(
            settings, warmUps: 20, rounds: 61, [.. peers.Select(peer => Case.Calls(peer.Name, callers, calls: callers == 1 ? 20 : 5, (_, _) => peer.Pay(NewKey())))]);
        report.Add($"Ledger, a first run, {how}", first);
        if (callers == 1)
            report.Gate("a first run against by hand", first[1].Ratio.Median, 1.15);
        if (durable)
            return;

        var keys = Enumerable.Range(0, callers).Select(static _ => NewKey()).ToArray();
        (string Name, Pay Pay)[] replays =
        [
            ("by hand: one SELECT", payments.FindByHandAsync),
            ("Derp.Kv, ledger", payments.OnLedgerAsync),
            ("by hand: an INSERT that finds the key, and a SELECT", payments.ByHandAsync),
            ("a claim on Valkey", payments.UnderClaimAsync),
        ];
        foreach (var key in keys)
        {
            foreach (var pay in (Pay[])[payments.ByHandAsync, payments.OnLedgerAsync, payments.UnderClaimAsync])
                await pay(key);
        }

        report.Add($"Ledger, a replay, {(callers == 1 ? "one caller" : $"{callers} callers, a key each")}", await Rounds.MeasureAsync(
            settings, warmUps: 20, rounds: 61, [.. replays.Select(peer => Case.Calls(peer.Name, callers, calls: callers == 1 ? 50 : 10, (caller, _) => peer.Pay(keys[caller])))]));
    }

    // Over a slow link, the time of a call is its round trips. What goes on behind an answer does not count.
    private static async Task CountAsync(Report report, PostgreSqlServer postgres, ValkeyServer valkey)
    {
        using var link = DelayedLink.Begin(postgres.Port, s_oneWay);
        var port = int.Parse(link.Endpoint.Split(':')[1], CultureInfo.InvariantCulture);
        await using var source = NpgsqlDataSource.Create(ConnectionString(PostgreSqlServer.ConnectionStringAt(port), durable: false));
        await using var kv = new StackExchangeRedisKvClient(valkey.Endpoint);
        var payments = new Payments(source, new PostgreSqlKvLedger(source), kv);
        var (alone, first, byHand, withResult) = (
            await RoundTripsAsync(payments.AloneAsync, NewKey),
            await RoundTripsAsync(payments.OnLedgerAsync, NewKey),
            await RoundTripsAsync(payments.ByHandAsync, NewKey),
            await RoundTripsAsync(payments.ByHandWithResultAsync, NewKey));
        var key = NewKey();
        await payments.OnLedgerAsync(key);
        var replay = await RoundTripsAsync(payments.OnLedgerAsync, () => key);

        report.Title("Ledger, round trips that the caller waits for", string.Create(CultureInfo.InvariantCulture, $"The time of a call over a link of {2 * s_oneWay.TotalMilliseconds} ms, by that time; the least of 25 calls."));
        report.Line("| call | round trips |");
        report.Line("|---|--:|");
        foreach (var (name, count) in ((string, double)[])[("the body's transaction alone", alone), ("by hand: two inserts", byHand), ("by hand, the result written after the body", withResult), ("ledger, a first run", first), ("ledger, a replay", replay)])
            report.Line(string.Create(CultureInfo.InvariantCulture, $"| {name} | {count:0.00} |"));
        report.Gate("round trips of a first run beyond the body's own transaction", Math.Round(first) - Math.Round(alone), 1, "");
        report.Gate("round trips of a replay", Math.Round(replay), 1, "");
    }

    private static async Task<double> RoundTripsAsync(Pay pay, Func<string> key)
    {
        // Pooled connections, compiled code.
        for (var i = 0; i < 3; i++)
            await pay(key());
        var times = new List<double>();
        for (var i = 0; i < 25; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await pay(key());
            times.Add(Stopwatch.GetElapsedTime(start) / (2 * s_oneWay));
        }

        return times.Min();
    }

    private static string ConnectionString(string server, bool durable) =>
        new NpgsqlConnectionStringBuilder(server) { Options = $"-c synchronous_commit={(durable ? "on" : "off")}", MaxPoolSize = 32 }.ConnectionString;

    private static string NewKey() => string.Create(CultureInfo.InvariantCulture, $"payment-{Interlocked.Increment(ref s_keys):D12}");
}
