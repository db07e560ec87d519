using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.Near;

// Notices of invalidations on a server: what a network and a server do to them.
public sealed class NearNoticeTests : OwnServerTests
{
    private static readonly TimeSpan s_near = TimeSpan.FromSeconds(1);

    private static async Task<Prices> ListeningAsync(KvClient client)
    {
        var prices = new Prices(client);
        await prices.GetAsync(0);
        await Eventually.HoldsAsync(() => Task.FromResult(client.GetStatus().NearNotices), "The subscription should stand.");
        return prices;
    }

    // When the last read began that returned the old value, counted from now.
    private static async Task<TimeSpan> LastStartAsync(Prices reader)
    {
        var began = Stopwatch.GetTimestamp();
        for (var last = TimeSpan.Zero; ;)
        {
            var start = Stopwatch.GetElapsedTime(began);
            if (await reader.GetAsync(1) != "old")
                return last;
            last = start;
        }
    }

    [Fact]
    public async Task N3_Another_process_sees_an_invalidation_within_milliseconds()
    {
        await using var other = CreateClient();
        var (writer, reader) = (await ListeningAsync(Client), await ListeningAsync(other));
        Assert.Equal("old", await reader.GetLongAsync(1));
        writer.Current = reader.Current = "new";

        await writer.InvalidateGetLongAsync(1);
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(async () => await reader.GetLongAsync(1) == "new", "The notice should have come.");

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "It should not take as long as a time-out.");
    }

    [Fact]
    public async Task N1_When_the_network_swallows_every_notice_no_process_returns_the_old_value_after_T()
    {
        await using var proxy = FaultProxy.Start(Server.Port);
        proxy.OnPush = static () => Verdict.Drop;
        await using var cut = Prices.Connect(proxy.Endpoint);
        var (writer, reader) = (new Prices(Client), await ListeningAsync(cut));
        Assert.Equal("old", await reader.GetAsync(1));
        writer.Current = reader.Current = "new";

        await writer.InvalidateGetAsync(1);
        Assert.InRange(await LastStartAsync(reader), TimeSpan.Zero, s_near);
    }

    [Fact]
    public async Task N10_A_subscription_that_was_killed_voids_what_was_there_and_comes_back()
    {
        await using var other = CreateClient();
        var (writer, reader) = (new Prices(Client), await ListeningAsync(other));
        Assert.Equal("old", await reader.GetLongAsync(1));
        await Server.CommandAsync("CLIENT", "KILL", "TYPE", "PUBSUB");
        await Server.CommandAsync("UNLINK", "long:1");
        writer.Current = reader.Current = "new";

        await Eventually.HoldsAsync(async () => await reader.GetLongAsync(1) == "new", "What was there should be void.");
        reader.Current = "newer";
        await Eventually.HoldsAsync(
            async () =>
            {
                await writer.InvalidateGetLongAsync(1);
                return await reader.GetLongAsync(1) == "newer";
            },
            "Notices should come again.");
    }

    [Theory]
    [InlineData("-subscribe")]
    [InlineData("resetchannels")]
    [InlineData("-publish")]
    public async Task N10_Without_the_rights_nothing_fails_and_T_holds(string restriction)
    {
        await Server.CommandAsync("ACL", "SETUSER", "limited", "on", ">pw", "~*", "&*", "+@all", restriction);
        await using var limited = CreateClient(",user=limited,password=pw");
        await using var other = CreateClient(",user=limited,password=pw");
        var (writer, reader) = (new Prices(limited), new Prices(other));
        Assert.Equal("old", await reader.GetAsync(1));
        writer.Current = reader.Current = "new";

        Assert.True(await writer.InvalidateGetAsync(1));
        Assert.InRange(await LastStartAsync(reader), TimeSpan.Zero, s_near);
    }

    [Fact]
    public async Task N3_An_invalidation_publishes_once_and_without_notices_never()
    {
        await Client.InvalidateAsync(Key);
        Assert.Equal(1, (await Server.CommandStatsAsync()).GetValueOrDefault("publish"));

        await using var quiet = Prices.Connect(Server.Endpoint, new KvClientOptions { OperationTimeout = OperationTimeout, NearNotices = false });
        await new Prices(quiet).GetAsync(1);
        await quiet.InvalidateAsync(Key);

        Assert.Equal(1, (await Server.CommandStatsAsync()).GetValueOrDefault("publish"));
        Assert.Equal("0", await Server.InfoAsync("clients", "pubsub_clients"));
    }

    [Fact]
    public async Task N3_A_client_without_methods_that_use_Near_subscribes_to_nothing()
    {
        await Client.GuardedGetAsync(Key, static _ => new([1]), Minute);
        await Client.InvalidateAsync(Key);

        Assert.Equal("0", await Server.InfoAsync("clients", "pubsub_clients"));
    }

    [Fact]
    public async Task N3_No_key_goes_over_the_channel()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.Endpoint);
        var heard = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal("derp:near"), (_, message) => heard.TrySetResult(message!));

        await Client.InvalidateAsync("secret"u8.ToArray());

        Assert.Equal(8, (await heard.Task.WaitAsync(Minute)).Length);
    }

    [Fact]
    public async Task N3_A_channel_prefix_of_the_connection_goes_before_the_channel_on_both_sides()
    {
        await using var first = CreateClient(",channelPrefix=app:");
        await using var second = CreateClient(",channelPrefix=app:");
        var (writer, reader) = (new Prices(first), await ListeningAsync(second));
        Assert.Equal("old", await reader.GetLongAsync(1));
        writer.Current = reader.Current = "new";

        await writer.InvalidateGetLongAsync(1);

        await Eventually.HoldsAsync(async () => await reader.GetLongAsync(1) == "new", "The notice should have come.");
    }

    [Fact]
    public async Task N10_A_client_leaves_no_subscription_on_a_connection_that_is_not_its_own()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.Endpoint + ",configChannel=");
        var client = new StackExchangeRedisKvClient(connection, new KvClientOptions { OperationTimeout = OperationTimeout });
        await ListeningAsync(client);

        await client.DisposeAsync();

        await Eventually.HoldsAsync(async () => ((object?[])(await Server.CommandAsync("PUBSUB", "CHANNELS"))!).Length == 0, "It should have unsubscribed.");
    }
}
