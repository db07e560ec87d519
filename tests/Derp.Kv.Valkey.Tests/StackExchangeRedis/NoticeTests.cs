using System.Collections.Concurrent;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// C16 on a server: the subscription, its rights, and what it costs.
public sealed class NoticeTests : OwnServerTests
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly LeaseToken _holder = LeaseToken.Create();

    private static Task<byte[]> WaitAsync(KvClient client, TimeSpan? retryDelay = null) =>
        client.GuardedGetAsync(Key, static _ => ValueTask.FromResult<byte[]>([9]), Minute, lockTtl: s_day, retryDelay ?? s_day).AsTask();

    private Task MarkedAsync() => Eventually.HoldsAsync(async () => await Client.GetAsync(LeaseKey.Of(Key)) is [.., 1], "The waiter should have marked the lease.");

    private async Task<IReadOnlyList<string>> ChannelsAsync() =>
        [.. ((IEnumerable<object?>)(await Server.CommandAsync("PUBSUB", "CHANNELS"))!).Cast<string>().Order()];

    [Fact]
    public async Task C16_Waiter_of_another_connection_is_woken_and_costs_two_commands_besides_its_read()
    {
        await using var other = CreateClient();
        await WarmUpAsync(other);
        Assert.True((await Client.GetOrLeaseAsync(Key, _holder, s_day)).IsGranted);
        await Server.ResetCommandStatsAsync();
        var waiter = WaitAsync(other);
        await Eventually.HoldsAsync(async () => (await Server.CommandStatsAsync()).GetValueOrDefault("setrange") == 1, "The waiter should have marked the lease.");
        Assert.Equal(1, (await Server.CommandStatsAsync())["evalsha"]);

        await Client.CommitLeaseAsync(Key, _holder, Value, Minute);

        Assert.Equal(Value, await waiter.WaitAsync(s_patience));
        var commands = await Server.CommandStatsAsync();
        // The holder's commit is the first on its connection, and goes by the script's text.
        Assert.Equal(2, commands["evalsha"]);
        Assert.Equal(1, commands["publish"]);
    }

    // The first wait of a client subscribes.
    private async Task WarmUpAsync(KvClient client)
    {
        Assert.True((await Client.GetOrLeaseAsync(Key, _holder, s_day)).IsGranted);
        var waiter = WaitAsync(client);
        await MarkedAsync();
        await Client.InvalidateAsync(Key);
        Assert.Equal([9], await waiter.WaitAsync(s_patience));
        await Client.InvalidateAsync(Key);
    }

    [Fact]
    public async Task C15_C16_Nobody_waits_and_nothing_is_subscribed_or_published()
    {
        await Client.GuardedGetAsync(Key, static _ => ValueTask.FromResult<byte[]>([1]), Minute);
        await Client.InvalidateAsync(Key);

        // What is published is the invalidation, for near caches.
        Assert.Equal("0", await Server.InfoAsync("clients", "pubsub_clients"));
        Assert.Equal(1, (await Server.CommandStatsAsync())["publish"]);
    }

    [Theory]
    [InlineData("-subscribe")]
    [InlineData("resetchannels")]
    [InlineData("-publish")]
    [InlineData("-setrange")]
    public async Task C16_Without_the_rights_to_subscribe_mark_or_publish_nothing_fails_and_waiters_poll(string restriction)
    {
        await Server.CommandAsync("ACL", "SETUSER", "limited", "on", ">pw", "~*", "&*", "+@all", restriction);
        var log = new FakeLogCollector();
        await using var holding = CreateClient(",user=limited,password=pw");
        await using var waiting = new StackExchangeRedisKvClient(
            Server.Endpoint + ",user=limited,password=pw",
            new KvClientOptions { OperationTimeout = OperationTimeout, LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(log))) });

        // What it says at start: it has no prefix.
        log.Clear();
        Assert.True((await holding.GetOrLeaseAsync(Key, _holder, s_day)).IsGranted);
        var waiter = WaitAsync(waiting, TimeSpan.FromMilliseconds(5));
        await Eventually.HoldsAsync(async () => (await Server.CommandStatsAsync()).GetValueOrDefault("evalsha") > 5, "The waiter should have looked.");

        Assert.True(await holding.CommitLeaseAsync(Key, _holder, Value, Minute));

        Assert.Equal(Value, await waiter.WaitAsync(s_patience));
        Assert.Equal(restriction is "-subscribe" or "resetchannels" ? [8] : [], log.GetSnapshot().Select(static line => line.Id.Id));
        Assert.DoesNotContain(log.GetSnapshot(), static line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task C16_Broken_subscription_comes_back_by_itself()
    {
        var notices = new ConcurrentQueue<byte[]>();
        await Client.SubscribeToNoticesAsync(key => notices.Enqueue(key.ToArray()));
        await Server.CommandAsync("CLIENT", "KILL", "TYPE", "PUBSUB");

        await Eventually.HoldsAsync(async () =>
        {
            await Client.GetOrLeaseAsync(Key, _holder, Minute);
            await Client.GetOrLeaseAsync(Key, LeaseToken.Create(), Minute, mark: true);
            await Client.ReleaseLeaseAsync(Key, _holder);
            return !notices.IsEmpty;
        }, "The subscription should have come back.");
        Assert.All(notices, key => Assert.Equal(Key, key));
    }

    [Fact]
    public async Task C16_Applications_kept_apart_by_their_prefixes_do_not_see_each_others_keys()
    {
        var (own, others) = (new ConcurrentQueue<byte[]>(), new ConcurrentQueue<byte[]>());
        await using var mine = new StackExchangeRedisKvClient(Server.Endpoint, new KvClientOptions { KeyPrefix = "a:", OperationTimeout = OperationTimeout });
        await using var theirs = new StackExchangeRedisKvClient(Server.Endpoint, new KvClientOptions { KeyPrefix = "b:", OperationTimeout = OperationTimeout });
        await mine.SubscribeToNoticesAsync(key => own.Enqueue(key.ToArray()));
        await theirs.SubscribeToNoticesAsync(key => others.Enqueue(key.ToArray()));
        Assert.Equal(["a:derp:notices", "b:derp:notices"], await ChannelsAsync());

        foreach (var client in new[] { theirs, mine })
        {
            await client.GetOrLeaseAsync(Key, _holder, Minute);
            await client.GetOrLeaseAsync(Key, LeaseToken.Create(), Minute, mark: true);
            await client.ReleaseLeaseAsync(Key, _holder);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(!own.IsEmpty && !others.IsEmpty), "Each should have been told.");
        Assert.Equal((1, 1), (own.Count, others.Count));
    }

    [Fact]
    public async Task C16_Client_leaves_no_subscription_on_a_connection_that_is_not_its_own()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.Endpoint + ",configChannel=");
        var client = new StackExchangeRedisKvClient(connection, new KvClientOptions { OperationTimeout = OperationTimeout });
        await client.SubscribeToNoticesAsync(static _ => { });
        Assert.Equal(["derp:notices"], await ChannelsAsync());

        await client.DisposeAsync();

        await Eventually.HoldsAsync(async () => (await ChannelsAsync()).Count == 0, "The subscription should have ended.");
    }
}
