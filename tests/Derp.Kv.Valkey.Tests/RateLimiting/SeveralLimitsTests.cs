using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

// R6, R18, R19 as the server sees them.
public sealed class SeveralLimitsTests : OwnServerTests
{
    private static readonly byte[][] s_keys = ["a"u8.ToArray(), "b"u8.ToArray(), "c"u8.ToArray()];

    private static PermitRequest[] Requests(long last) =>
    [
        new(9, Minute),
        new(9, Minute, 2, RateLimitAlgorithm.SlidingWindow),
        new(last, Minute, 1, RateLimitAlgorithm.TokenBucket),
    ];

    [Fact]
    public async Task R6_R19_Three_limits_are_one_script_call_and_nothing_is_written_when_one_denies()
    {
        var client = (StackExchangeRedisKvClient)Client;
        Assert.All((await client.TryAcquirePermitsCoreAsync(s_keys, Requests(1), default))!, static result => Assert.True(result.Allowed));

        var (calls, changes) = (await ScriptCallsAsync(), await Server.ChangesAsync());
        var denied = await client.TryAcquirePermitsCoreAsync(s_keys, Requests(1), default);

        Assert.Equal([true, true, false], denied!.Select(static result => result.Allowed));
        Assert.Equal(calls + 1, await ScriptCallsAsync());
        Assert.Equal(changes, await Server.ChangesAsync());
    }

    [Fact]
    public async Task R19_Together_memory_and_server_answer_alike()
    {
        await using var memory = new MemoryKvClient();
        var client = (StackExchangeRedisKvClient)Client;
        var random = new Random(19);
        for (var call = 0; call < 200; call++)
        {
            // A bucket's unit comes back within hours, so that the two clocks tell the same.
            PermitRequest[] requests =
            [
                new(40, TimeSpan.FromDays(300), random.Next(3)),
                new(random.Next(30, 60), TimeSpan.FromDays(300), random.Next(3)),
                new(40, TimeSpan.FromDays(300), random.Next(3), RateLimitAlgorithm.TokenBucket),
            ];
            var here = await memory.TryAcquirePermitsCoreAsync(s_keys, requests, default);
            var there = await client.TryAcquirePermitsCoreAsync(s_keys, requests, default);
            Assert.Equal(here!.Select(static r => (r.Allowed, r.Count, r.Remaining)), there!.Select(static r => (r.Allowed, r.Count, r.Remaining)));
        }
    }

    [Fact]
    public async Task R19_What_is_no_counter_ends_the_call_without_a_write()
    {
        await Client.SetAsync(s_keys[2], "no counter"u8.ToArray());
        var changes = await Server.ChangesAsync();
        await Assert.ThrowsAsync<KvException>(async () =>
        {
            try
            {
                await ((StackExchangeRedisKvClient)Client).TryAcquirePermitsCoreAsync(s_keys, Requests(5), default);
            }
            catch (global::StackExchange.Redis.RedisServerException e)
            {
                throw new KvException(e.Message);
            }
        });
        Assert.Equal(changes, await Server.ChangesAsync());
    }

    [Fact]
    public async Task R18_A_refund_is_one_script_call_and_the_same_arithmetic_as_memory()
    {
        var random = new Random(18);
        for (var i = 0; i < 500; i++)
        {
            var now = 1_800_000_000_000_000L;
            var stored = random.Next(2) == 0 ? StoredCounter.Large(random, now) : StoredCounter.Random(random, new PermitRequest(9, Minute), now) ?? "5"u8.ToArray();

            // The server's clock is long past the bucket's time, or long before it: both know what is left. Only what has a minute to live is there to be read.
            if (TokenBucketState.TryParse(stored, out var bucket))
                stored = (random.Next(2) == 0 ? bucket with { Time = 1, Owed = Math.Min(bucket.Owed, 1_000_000_000_000) } : bucket with { Time = 9_000_000_000_000_000 }).ToBytes();
            await Client.SetAsync(Key, stored, TimeSpan.FromMinutes(10));
            var permits = random.NextInt64(1, 12);
            var expected = PermitRefund.Of(stored, now, permits);

            Assert.Equal(expected.Given, await Client.RefundPermitAsync(Key, permits));
            if (expected.Life is 0 or > 60_000)
                Assert.Equal(expected.Value, await Client.GetAsync(Key));
        }

        var calls = await ScriptCallsAsync();
        await Client.RefundPermitAsync(Key, 1);
        Assert.Equal(calls + 1, await ScriptCallsAsync());
    }

    private async Task<long> ScriptCallsAsync()
    {
        var stats = (string)(await Server.CommandAsync("INFO", "commandstats"))!;
        return stats.Split("\r\n")
            .Where(static line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
            .Sum(static line => long.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
    }
}
