using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Wrappers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>Reads of concurrent callers on a real server: which commands it gets, and what each caller gets.</summary>
public sealed class CombinedReadTests : OwnServerTests
{
    private const int Many = 100;

    private readonly FakeLogCollector _logs = new();

    [Fact]
    public async Task C15_Concurrent_hits_share_commands_and_each_caller_gets_its_own_value()
    {
        var shop = await FilledAsync(Client);

        await HitAllAsync(shop);

        var sent = await Server.CommandStatsAsync();
        Assert.True(sent.GetValueOrDefault("mget") > 0, "No command was shared.");
        Assert.InRange(sent.GetValueOrDefault("mget") + sent.GetValueOrDefault("get"), 1, Many / 2);
        Assert.Equal(Many, shop.Runs);
    }

    [Fact]
    public async Task C15_Hits_of_one_caller_after_another_are_plain_reads()
    {
        var shop = await FilledAsync(Client);

        for (var i = 0; i < Many; i++)
            await shop.GetProductAsync("acme", i);

        var sent = await Server.CommandStatsAsync();
        Assert.Equal(Many, sent["get"]);
        Assert.False(sent.ContainsKey("mget"));
    }

    [Fact]
    public async Task Missing_values_and_values_of_another_type_among_them_concern_their_own_callers_only()
    {
        var shop = await FilledAsync(Client);
        await Server.CommandAsync("DEL", "product:acme:7");
        await Server.CommandAsync("DEL", "product:acme:8");
        await Server.CommandAsync("LPUSH", "product:acme:8", "1");

        await HitAllAsync(shop);

        Assert.Equal(Many + 2, shop.Runs);
        Assert.Equal("list", await Server.CommandAsync("TYPE", "product:acme:8"));
        Assert.Equal("string", await Server.CommandAsync("TYPE", "product:acme:7"));
    }

    [Fact]
    public async Task Without_the_right_to_read_several_keys_each_read_has_its_own_command_and_the_log_says_so_once()
    {
        await Server.CommandAsync("ACL", "SETUSER", "app", "on", ">hunter2", "~*", "&*", "+@all", "-mget");
        await using var client = new StackExchangeRedisKvClient($"{Server.Endpoint},user=app,password=hunter2", Options());
        var shop = await FilledAsync(client);

        for (var i = 0; i < 3; i++)
            await HitAllAsync(shop);

        Assert.Equal(Many, shop.Runs);
        Assert.False(client.Breaker.IsOpen);
        Assert.Equal([39], Told);
    }

    [Fact]
    public async Task C25_A_lost_server_fails_all_of_them_and_their_bodies_run()
    {
        var shop = await FilledAsync(Client);
        Server.Kill();

        await HitAllAsync(shop);

        Assert.Equal(2 * Many, shop.Runs);
    }

    [Fact]
    public async Task C28_On_a_connection_of_the_applications_a_silent_server_delays_a_call_by_one_time_out()
    {
        var timeout = TimeSpan.FromMilliseconds(400);
        foreach (var endsInTime in new[] { true, false })
        {
            var settings = ConfigurationOptions.Parse(Server.Endpoint);
            (settings.BacklogPolicy, settings.AsyncTimeout, settings.SyncTimeout) = (BacklogPolicy.FailFast, endsInTime ? 400 : 60_000, endsInTime ? 400 : 60_000);
            settings.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
            await using var connection = await ConnectionMultiplexer.ConnectAsync(settings);
            await using var client = new StackExchangeRedisKvClient(connection, Options(timeout));
            var shop = await FilledAsync(client);
            var runs = shop.Runs;
            Server.Suspend();
            try
            {
                var began = Stopwatch.GetTimestamp();
                await HitAllAsync(shop);

                // Reads that wait for their whole time-out; none of their keys waits for another.
                Assert.InRange(Stopwatch.GetElapsedTime(began), timeout, 20 * timeout);
                Assert.Equal(runs + Many, shop.Runs);
            }
            finally
            {
                Server.Resume();
            }

            Assert.Equal(endsInTime ? [] : [40], Told);
            _logs.Clear();
        }
    }

    private IEnumerable<int> Told => _logs.GetSnapshot().Where(static line => line.Id.Id is 39 or 40).Select(static line => line.Id.Id);

    private KvClientOptions Options(TimeSpan? timeout = null) => new()
    {
        OperationTimeout = timeout ?? OperationTimeout,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
    };

    private async Task<Shop> FilledAsync(StackExchangeRedisKvClient client)
    {
        var shop = new Shop(client);
        for (var i = 0; i < Many; i++)
            await shop.GetProductAsync("acme", i);
        await Server.ResetCommandStatsAsync();
        return shop;
    }

    private static async Task HitAllAsync(Shop shop)
    {
        var products = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => shop.GetProductAsync("acme", i)));
        Assert.Equal(Enumerable.Range(0, Many), products.Select(static product => product!.Id));
    }
}
