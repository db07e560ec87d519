using System.Globalization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>One admission, against the round trip that a plain GET is and against what a hand would write.</summary>
internal static class RateLimitBenchmark
{
    private const string CountInWindow = """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return count
        """;

    private static readonly string[] s_users =
        [.. Enumerable.Range(0, 64 * 16).Select(static i => string.Create(CultureInfo.InvariantCulture, $"user-{i}"))];

    public static async Task RunAsync(Settings settings, Report report)
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var kv = new StackExchangeRedisKvClient(server.Endpoint);
        var database = connection.GetDatabase();
        var limited = new Limited(kv);
        foreach (var user in s_users)
            await database.StringSetAsync("get:" + user, "1");

        (string Name, Func<string, Task> Call)[] cases =
        [
            ("GET", user => database.StringGetAsync("get:" + user)),
            ("Lua by hand: INCR, PEXPIRE", user => database.ScriptEvaluateAsync(CountInWindow, ["script:" + user], [3_600_000])),
            ("INCR and EXPIRE NX by hand, pipelined", user =>
            {
                var count = database.StringIncrementAsync("incr:" + user);
                return Task.WhenAll(count, database.KeyExpireAsync("incr:" + user, TimeSpan.FromHours(1), ExpireWhen.HasNoExpiry));
            }),
            ("Derp.Kv, fixed window", limited.FixedAsync),
            ("Derp.Kv, token bucket", limited.BucketAsync),
            ("Derp.Kv, sliding window", limited.SlidingAsync),
            ("Derp.Kv, fixed window, PermitBatch = 100", limited.BatchedAsync),
            ("Derp.Kv, the same, all calls of one key", _ => limited.BatchedAsync("all")),
        ];

        await MeasureAsync("Rate limit, one caller", callers: 1, calls: 200, mostFixed: 1.2, mostBucket: 1.2, mostSliding: 1.2);
        await MeasureAsync("Rate limit, 64 callers", callers: 64, calls: 40, mostFixed: 1.3, mostBucket: 1.8, mostSliding: 1.9);
        await DenialBenchmark.RunAsync(settings, report, server, kv);

        async Task MeasureAsync(string title, int callers, int calls, double mostFixed, double mostBucket, double mostSliding)
        {
            var figures = await Rounds.MeasureAsync(
                settings,
                warmUps: 30,
                rounds: 121,
                [.. cases.Select(each => Case.Calls(each.Name, callers, calls, (caller, call) => each.Call(s_users[(caller * 16) + (call % 16)])))],
                server);
            report.Add(title, figures, "Counts of scripts hold those of the commands inside: what is sent is `evalsha`. Many callers share scripts.", isInChart: true);
            report.Gate("fixed window against a GET", figures[3].Ratio.Median, mostFixed);
            report.Gate("token bucket against a GET", figures[4].Ratio.Median, mostBucket);
            report.Gate("sliding window against a GET", figures[5].Ratio.Median, mostSliding);
            if (callers > 1)
                report.Gate("permits by the batch against a GET", figures[6].Ratio.Median, 0.1);
        }
    }
}
