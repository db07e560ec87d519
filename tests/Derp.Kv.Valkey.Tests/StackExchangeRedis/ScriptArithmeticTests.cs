using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.RateLimiting;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>
/// R9, R10: the scripts are the arithmetic of memory, which tables test to the millisecond. Here both get the same random
/// states and the same instants; the server's clock is the one thing replaced.
/// </summary>
public sealed class ScriptArithmeticTests(SharedServer shared)
{
    private static int Cases => Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 100_000 : 3000;

    [Fact]
    public async Task Sliding_window_is_the_same_arithmetic_R9()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        var random = new Random(9);
        for (var i = 0; i < Cases; i++)
        {
            var limit = random.Next(1, 30);
            var request = new PermitRequest(limit, TimeSpan.FromMilliseconds(random.Next(1, 5000)), random.Next(limit + 1), RateLimitAlgorithm.SlidingWindow);
            var now = 1_800_000_000_000 + random.Next(1_000_000);
            var index = (now / request.WindowMilliseconds) + random.Next(-3, 2);
            SlidingWindowState? stored = random.Next(10) == 0 ? null : new(index, random.Next(limit + 5), random.Next(limit + 5));

            var (state, elapsed) = SlidingWindow.Roll(stored, now, request);
            var expected = SlidingWindow.Decide(state, elapsed, request);
            var (decision, kept) = await RunAsync(connection, stored?.ToBytes(), now * 1000, request);

            Assert.Equal(expected, decision);
            var written = (expected.Allowed && request.Cost > 0) || stored?.Index > state.Index;
            var next = expected.Allowed ? state with { Current = state.Current + request.Cost } : state;
            Assert.Equal((written ? next : stored)?.ToBytes(), kept);
        }
    }

    [Fact]
    public async Task Token_bucket_is_the_same_arithmetic_R10()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        var random = new Random(10);
        for (var i = 0; i < Cases; i++)
        {
            var limit = random.Next(1, 30);
            var burst = random.Next(1, limit + 1);
            var request = new PermitRequest(limit, TimeSpan.FromMilliseconds(random.Next(1, 5000)), random.Next(burst + 1), RateLimitAlgorithm.TokenBucket, burst);
            var now = 1_800_000_000_000_000 + random.Next(1_000_000_000);
            var reach = request.Capacity * TokenBucket.Interval(request);
            long? stored = random.Next(10) == 0 ? null : now + random.NextInt64(-reach, 2 * reach);

            var present = TokenBucket.Present(stored, now, request);
            var (expected, next) = TokenBucket.Decide(present, now, request);
            var (decision, kept) = await RunAsync(connection, stored is { } s ? CounterText.ToBytes(s) : null, now, request);

            Assert.Equal(expected, decision);
            var written = (expected.Allowed && request.Cost > 0) || stored > present;
            Assert.Equal(written ? CounterText.ToBytes(next) : stored is { } same ? CounterText.ToBytes(same) : null, kept);
        }
    }

    private static async Task<(PermitDecision Decision, byte[]? Kept)> RunAsync(
        ConnectionMultiplexer connection, byte[]? stored, long nowMicroseconds, PermitRequest request)
    {
        var database = connection.GetDatabase();
        RedisKey key = Encoding.UTF8.GetBytes(Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        if (stored is not null)
            await database.StringSetAsync(key, stored, TimeSpan.FromMinutes(1));

        // In a transaction the server's time stands still, and what is kept for a millisecond can still be read.
        var transaction = database.CreateTransaction();
        var run = ScriptedPermit.RunAsync(transaction, key, request, nowMicroseconds);
        var read = transaction.StringGetAsync(key);
        var delete = transaction.KeyDeleteAsync(key);
        Assert.True(await transaction.ExecuteAsync());
        await delete;
        return (await run, (byte[]?)await read);
    }
}
