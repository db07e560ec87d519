using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

public sealed class ConstructionTests(SharedServer shared)
{
    private static readonly byte[] s_key = "construction"u8.ToArray();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("localhost:6379,passwort=hunter2")]
    [InlineData("localhost:6379,password=before,hunter2=after")]
    [InlineData("localhost:6379,connectTimeout=hunter2")]
    [InlineData("localhost:hunter2")]
    [InlineData("localhost:6379:1")]
    [InlineData("localhost:99999")]
    [InlineData("password=hunter2")]
    public void Bad_string_is_refused_at_once_and_not_quoted(string configuration)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(() => new StackExchangeRedisKvClient(configuration));
        Assert.Equal("configuration", refused.ParamName);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        if (!string.IsNullOrWhiteSpace(configuration))
            Assert.Contains("a comma ends the password", refused.Message, StringComparison.Ordinal);
    }

    // What stands behind the comma counts as one more server, so that the string itself is not wrong.
    [Fact]
    public async Task Password_with_a_comma_is_hinted_at_and_goes_as_an_option()
    {
        await using var server = await ValkeyServer.StartAsync("--requirepass", "hunter2,127.0.0.1");
        await using var cut = new StackExchangeRedisKvClient($"{server.Endpoint},password=hunter2,127.0.0.1");
        var refused = await Assert.ThrowsAsync<KvException>(async () => await cut.ConnectAsync());
        Assert.Contains("a comma ends the password", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);

        await using var whole = new StackExchangeRedisKvClient(new ConfigurationOptions { EndPoints = { { "127.0.0.1", server.Port } }, Password = "hunter2,127.0.0.1" });
        await whole.ConnectAsync();
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new StackExchangeRedisKvClient((string)null!));
        Assert.Throws<ArgumentNullException>(() => new StackExchangeRedisKvClient((IConnectionMultiplexer)null!));
        Assert.Throws<ArgumentException>(() => new StackExchangeRedisKvClient("localhost:6379", new KvClientOptions { OperationTimeout = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(2000, 400)]
    [InlineData(60_000, 1000)]
    public void Settings_that_the_promises_need_win_over_those_of_the_string(int timeout, int heartbeat)
    {
        var settings = ConnectionSettings.Parse("localhost:6379,abortConnect=false,syncTimeout=1,asyncTimeout=1,tiebreaker=x,configChannel=x,name=app", TimeSpan.FromMilliseconds(timeout));
        Assert.True(settings.AbortOnConnectFail);
        Assert.False(settings.IncludeDetailInExceptions);
        Assert.Same(BacklogPolicy.FailFast, settings.BacklogPolicy);
        Assert.Equal((timeout, timeout), (settings.SyncTimeout, settings.AsyncTimeout));
        Assert.Equal(TimeSpan.FromMilliseconds(heartbeat), settings.HeartbeatInterval);
        Assert.Equal(("", "", "app"), (settings.TieBreaker, settings.ConfigurationChannel, settings.ClientName));
    }

    [Fact]
    public async Task Connection_of_someone_else_survives()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        await using (var client = new StackExchangeRedisKvClient(connection))
        {
            await client.ConnectAsync();
            await client.SetAsync(s_key, s_key, TimeSpan.FromMinutes(1));
            await client.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.GetAsync(s_key));
        }

        Assert.True(connection.IsConnected);
        Assert.Equal(s_key, (byte[]?)await connection.GetDatabase().StringGetAsync(s_key));
    }

    [Fact]
    public async Task Connection_of_someone_else_keeps_to_our_time_out()
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await using var client = new StackExchangeRedisKvClient(connection, new KvClientOptions { OperationTimeout = TimeSpan.FromMilliseconds(100) });
        await client.ConnectAsync();
        await server.CommandAsync("CLIENT", "PAUSE", "10000", "WRITE");
        var failure = await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.SetAsync(s_key, s_key));
        Assert.True(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task Database_of_the_string_is_used_and_scanned()
    {
        await using var server = await ValkeyServer.StartAsync();
        await using var client = new StackExchangeRedisKvClient(server.Endpoint + ",defaultDatabase=3");
        await client.SetAsync(s_key, s_key);
        var keys = new List<byte[]>();
        await foreach (var key in client.ScanAsync())
            keys.Add(key);
        Assert.Equal([s_key], keys);
        Assert.Equal("db3:keys=1,expires=0,avg_ttl=0", ((string)(await server.CommandAsync("INFO", "keyspace"))!).Split("\r\n")[1]);
    }
}
