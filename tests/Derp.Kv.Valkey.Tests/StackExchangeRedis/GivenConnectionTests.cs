using System.Collections.Concurrent;
using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>A multiplexer that the application has set up itself, for other purposes too.</summary>
public sealed class GivenConnectionTests : OwnServerTests
{
    private readonly FakeLogCollector _logs = new();

    protected override TimeSpan OperationTimeout => TimeSpan.FromMilliseconds(500);

    private StackExchangeRedisKvClient On(IConnectionMultiplexer connection) => new(connection, new KvClientOptions
    {
        OperationTimeout = OperationTimeout,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
    });

    private IEnumerable<int> Warnings => _logs.GetSnapshot().Where(static line => line.Level == LogLevel.Warning).Select(static line => line.Id.Id);

    [Fact]
    public async Task C28_One_that_lets_commands_wait_costs_two_calls_a_time_out_when_the_server_goes()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.Endpoint);
        await using var client = On(connection);
        await client.ConnectAsync();
        Server.Kill();
        await Eventually.HoldsAsync(() => Task.FromResult(!connection.IsConnected), "The connection should have ended.");

        // One caller, and one cold call after the other: five failures within five seconds it cannot bring together.
        var slow = 0;
        for (var i = 0; i < 12; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.GuardedGetAsync(new[] { (byte)i }, static _ => ValueTask.FromResult<byte[]>([1]), Minute);
            slow += Stopwatch.GetElapsedTime(began) >= OperationTimeout / 2 ? 1 : 0;
        }

        // Beside the two: the one that tries, should a second pass meanwhile.
        Assert.InRange(slow, 1, 3);
        Assert.Contains(9, Warnings);
    }

    [Fact]
    public async Task One_that_lets_commands_wait_is_told_once_with_the_remedy()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.Endpoint);
        await using var client = On(connection);
        await client.ConnectAsync();

        Assert.Equal([29], Warnings);
        Assert.Contains("BacklogPolicy.FailFast", _logs.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_fails_fast_is_not_and_neither_is_a_connection_of_the_clients_own()
    {
        var settings = ConfigurationOptions.Parse(Server.Endpoint);
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(settings);
        await using var client = On(connection);
        await using var own = new StackExchangeRedisKvClient(Server.Endpoint, client.Options);
        await own.ConnectAsync();

        Assert.Empty(Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C16_A_prefix_of_the_connections_channels_loses_no_notice(bool isGiven)
    {
        var configuration = Server.Endpoint + ",channelPrefix=app:";
        await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        await using var client = isGiven ? On(connection) : new StackExchangeRedisKvClient(configuration, new KvClientOptions { OperationTimeout = OperationTimeout });
        var notices = new ConcurrentQueue<byte[]>();
        await client.SubscribeToNoticesAsync(key => notices.Enqueue(key.ToArray()));

        var holder = LeaseToken.Create();
        foreach (var end in (Func<ValueTask<bool>>[])[() => client.CommitLeaseAsync(Key, holder, Value, Minute), () => client.ReleaseLeaseAsync(Key, holder), () => client.InvalidateAsync(Key)])
        {
            await client.DeleteAsync(Key);
            Assert.True((await client.GetOrLeaseAsync(Key, holder, Minute)).IsGranted);
            await client.GetOrLeaseAsync(Key, LeaseToken.Create(), Minute, mark: true);
            await end();
        }

        await Eventually.HoldsAsync(() => Task.FromResult(notices.Count == 3), "Each end of the lease should have been told.");
        Assert.All(notices, static key => Assert.Equal(Key, key));
    }
}
