using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.RateLimiting;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>
/// R8–R10, R20: the scripts are the arithmetic of memory, which tables test to the millisecond. Here both get the same random
/// states and the same instants; the server's clock is the one thing replaced.
/// </summary>
public sealed class ScriptArithmeticTests(SharedServer shared)
{
    private static int Cases => Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 15_000 : 3000;

    public static TheoryData<RateLimitAlgorithm> Algorithms => new(Enum.GetValues<RateLimitAlgorithm>());

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R8_R9_R10_R20_Scripts_and_memory_decide_and_keep_the_same(RateLimitAlgorithm algorithm)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        var random = new Random(9);
        for (var i = 0; i < Cases; i++)
        {
            var request = RequestOf(random, algorithm);
            var now = 1_800_000_000_000_000 + random.Next(1_000_000_000);
            var stored = StoredCounter.Random(random, request, now);
            var left = stored is null ? 0 : random.Next(8) == 0 ? -1 : random.NextInt64(2, 3 * request.WindowMilliseconds + 2);

            await AssertSameAsync(connection, stored, left, now, request);
        }
    }

    // Everything that can be stored, at the bounds of what the numbers hold.
    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R9_R10_R20_Large_numbers_are_the_same_too(RateLimitAlgorithm algorithm)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        var random = new Random(11);
        for (var i = 0; i < Cases; i++)
        {
            var request = StoredCounter.LargeRequest(random, algorithm);
            var now = 1_800_000_000_000_000 + random.Next(1_000_000_000);
            var stored = StoredCounter.Large(random, now);
            var left = random.Next(8) == 0 ? -1 : random.NextInt64(2, 2 * CounterText.LongestWindow);

            await AssertSameAsync(connection, stored, left, now, request);
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task What_is_no_counter_is_refused_by_both_alike(RateLimitAlgorithm algorithm)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        var random = new Random(12);
        var refused = 0;
        for (var i = 0; i < Cases; i++)
        {
            var text = StoredCounter.Garbage(random);
            var request = RequestOf(random, algorithm);
            try
            {
                Run(text, 5000, 1_800_000_000_000_000, request);
            }
            catch (KvException)
            {
                refused++;
                var thrown = await Assert.ThrowsAsync<RedisServerException>(async () => await RunAsync(connection, text, 5000, 1_800_000_000_000_000, request));
                Assert.StartsWith("BADCOUNTER", thrown.Message, StringComparison.Ordinal);
                continue;
            }

            await AssertSameAsync(connection, text, 5000, 1_800_000_000_000_000, request);
        }

        Assert.InRange(refused, Cases / 10, Cases * 9 / 10);
    }

    private static PermitRequest RequestOf(Random random, RateLimitAlgorithm algorithm)
    {
        var limit = random.Next(1, 30);
        var burst = algorithm == RateLimitAlgorithm.TokenBucket ? random.Next(1, limit + 1) : 0;
        return new PermitRequest(limit, TimeSpan.FromMilliseconds(random.Next(1, 5000)), random.Next((burst == 0 ? limit : burst) + 1), algorithm, burst);
    }

    private static PermitOutcome Run(byte[]? stored, long left, long now, PermitRequest request) => request.Algorithm switch
    {
        RateLimitAlgorithm.SlidingWindow => SlidingWindow.Run(stored, left, now / 1000, request),
        RateLimitAlgorithm.TokenBucket => TokenBucket.Run(stored, left, now, request),
        _ => FixedWindow.Run(stored, left, request),
    };

    private static async Task AssertSameAsync(ConnectionMultiplexer connection, byte[]? stored, long left, long now, PermitRequest request)
    {
        request.Validate();
        var expected = Run(stored, left, now, request);
        var (decision, kept, life) = await RunAsync(connection, stored, left, now, request);
        var context = $"{(stored is null ? "nothing" : Encoding.ASCII.GetString(stored))} {left} {now} {request}";

        Assert.Equal((context, expected.Decision), (context, decision));
        Assert.Equal((context, TextOf(expected.Value ?? stored)), (context, TextOf(kept)));
        if (kept is not null)
            Assert.Equal((context, expected.Life == 0 ? left : expected.Life), (context, life));
    }

    private static string? TextOf(byte[]? bytes) => bytes is null ? null : Encoding.ASCII.GetString(bytes);

    private static async Task<(PermitDecision Decision, byte[]? Kept, long Life)> RunAsync(
        ConnectionMultiplexer connection, byte[]? stored, long left, long nowMicroseconds, PermitRequest request)
    {
        // In a transaction the server's time stands still, and what is kept for a millisecond can still be read.
        RedisKey key = Encoding.UTF8.GetBytes(Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        var transaction = connection.GetDatabase().CreateTransaction();
        List<Task> done = [];
        if (stored is not null)
            done.Add(transaction.ExecuteAsync("SET", left < 0 ? [key, stored] : [key, stored, "PX", left]));
        var run = ScriptedPermit.RunAsync(transaction, key, request, nowMicroseconds);
        var read = transaction.StringGetAsync(key);
        var ttl = transaction.ExecuteAsync("PTTL", key);
        done.Add(transaction.KeyDeleteAsync(key));
        Assert.True(await transaction.ExecuteAsync());
        await Task.WhenAll(done);
        return (await run, (byte[]?)await read, (long)await ttl);
    }
}
