using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

// The clock is the server's own, and the tests read it there: how fast this machine is plays no part.
public sealed class ServerClockTests(SharedServer shared) : IAsyncLifetime
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    private ConnectionMultiplexer _connection = null!;

    public static TheoryData<RateLimitAlgorithm> Algorithms => new(Enum.GetValues<RateLimitAlgorithm>());

    public async ValueTask InitializeAsync() => _connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R2_Denied_until_the_announced_wait_is_over_and_admitted_from_then_on(RateLimitAlgorithm algorithm)
    {
        await using var client = Client(TimeProvider.System);
        var key = Guid.NewGuid().ToByteArray();
        var request = new PermitRequest(2, TimeSpan.FromMilliseconds(500), Algorithm: algorithm);

        // A denial with time left to look.
        TimeSpan before, after;
        RateLimitResult denied;
        do
        {
            before = await ServerTimeAsync();
            denied = await client.AcquirePermitAsync(key, request);
            after = await ServerTimeAsync();
        }
        while (denied.Allowed);
        var wait = denied.RetryAfter!.Value;

        // The server counts whole milliseconds.
        while (true)
        {
            var from = await ServerTimeAsync();
            var allowed = (await client.AcquirePermitAsync(key, request)).Allowed;
            var to = await ServerTimeAsync();
            if (allowed)
            {
                Assert.True(to > before + wait - s_millisecond, $"Admitted {before + wait - to} too early.");
                return;
            }

            Assert.True(from < after + wait + s_millisecond, $"Denied {from - after - wait} too late.");
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task R7_Clients_whose_clocks_are_hours_off_share_one_limit(RateLimitAlgorithm algorithm)
    {
        await using var fast = Client(new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));
        await using var slow = Client(new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-1)));
        var key = Guid.NewGuid().ToByteArray();
        var request = new PermitRequest(2, TimeSpan.FromMinutes(10), Algorithm: algorithm);

        Assert.True((await fast.AcquirePermitAsync(key, request)).Allowed);
        Assert.True((await slow.AcquirePermitAsync(key, request)).Allowed);

        foreach (var client in (KvClient[])[fast, slow])
        {
            var denied = await client.AcquirePermitAsync(key, request);
            Assert.False(denied.Allowed);
            Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(20));
        }
    }

    private StackExchangeRedisKvClient Client(TimeProvider time) =>
        new(shared.Endpoint, new KvClientOptions { TimeProvider = time, OperationTimeout = TimeSpan.FromSeconds(20) });

    private async Task<TimeSpan> ServerTimeAsync()
    {
        var time = (string[])(await _connection.GetDatabase().ExecuteAsync("TIME"))!;
        return TimeSpan.FromSeconds(long.Parse(time[0], CultureInfo.InvariantCulture))
            + TimeSpan.FromMicroseconds(long.Parse(time[1], CultureInfo.InvariantCulture));
    }
}
