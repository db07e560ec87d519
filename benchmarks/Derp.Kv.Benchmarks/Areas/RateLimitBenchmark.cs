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

        // The first caller's first key is user 0, and each caller has sixteen. Permits by the batch are for keys that are called often.
        (string Name, Func<int, Task> Call)[] cases =
        [
            ("GET", i => database.StringGetAsync("get:" + s_users[i])),
            ("Lua by hand: INCR, PEXPIRE", i => database.ScriptEvaluateAsync(CountInWindow, ["script:" + s_users[i]], [3_600_000])),
            ("INCR and EXPIRE NX by hand, pipelined", i =>
            {
                var user = s_users[i];
                var count = database.StringIncrementAsync("incr:" + user);
                return Task.WhenAll(count, database.KeyExpireAsync("incr:" + user, TimeSpan.FromHours(1), ExpireWhen.HasNoExpiry));
            }),
            ("Derp.Kv, fixed window", i => limited.FixedAsync(s_users[i])),
            ("Derp.Kv, token bucket", i => limited.BucketAsync(s_users[i])),
            ("Derp.Kv, sliding window", i => limited.SlidingAsync(s_users[i])),
            ("Derp.Kv, PermitBatch = 100, a key for each caller", i => limited.BatchedAsync(s_users[i / 16])),
            ("Derp.Kv, PermitBatch = 100, one key for all", _ => limited.BatchedAsync("all")),
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
                [.. cases.Select(each => Case.Calls(each.Name, callers, calls, (caller, call) => each.Call((caller * 16) + (call % 16))))],
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
