using Derp.Kv.Serialization;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

/// <summary>The address of a sentinel in place of a server's: what docs/operations.md says of it.</summary>
public sealed class SentinelTests : IAsyncLifetime
{
    private static readonly byte[] s_key = "sentinel"u8.ToArray();
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private ValkeySentinel _servers = null!;
    private StackExchangeRedisKvClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _servers = await ValkeySentinel.StartAsync();
        _client = new StackExchangeRedisKvClient($"{_servers.Endpoint},serviceName={ValkeySentinel.ServiceName}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task Operations_go_to_the_primary_that_the_sentinel_names()
    {
        await _client.ConnectAsync();
        await _client.SetAsync(s_key, s_key, s_minute);

        Assert.Equal(1L, await _servers.Primary.CommandAsync("EXISTS", "sentinel"));
        Assert.Equal([s_key], await KeysAsync());
    }

    // I2, I20: what was replicated is replayed, and in between the claim fails closed.
    [Fact]
    public async Task A_client_follows_a_failover_by_itself()
    {
        var runs = 0;
        await PayAsync();
        await _servers.ReplicatedAsync();

        _servers.Primary.Kill();
        await Assert.ThrowsAsync<KvUnavailableException>(() => _client.SetAsync(s_key, s_key, s_minute).AsTask());
        await ValkeyCluster.UntilAsync("the client writes again", async () =>
        {
            try
            {
                await _client.SetAsync(s_key, s_key, s_minute);
                return true;
            }
            catch (KvUnavailableException)
            {
                return false;
            }
        });
        var again = await PayAsync();

        Assert.Equal((1, true), (again.Value, again.IsReplay));
        Assert.Equal(1, runs);
        Assert.Equal("master", ((object?[])(await _servers.Replica.CommandAsync("ROLE"))!)[0]);
        Assert.Equal(1L, await _servers.Replica.CommandAsync("EXISTS", "sentinel"));

        // The primary that is gone has no keys of its own: those of its successor are all.
        Assert.Equal(2, (await KeysAsync()).Count);

        ValueTask<IdempotentResult<int>> PayAsync() =>
            _client.IdempotentExecuteAsync("order-7", _ => ValueTask.FromResult(++runs), KvSerializers.Int32);
    }

    // The library logs in to the sentinels as to the servers; those that are open to all let in who is refused.
    [Theory]
    [InlineData("user app on >hunter2 ~* &* +@all")]
    [InlineData("")]
    public async Task User_and_password_of_the_servers_go_to_the_sentinels_too(string settings)
    {
        await using var servers = await ValkeySentinel.StartAsync(["--user", "app", "on", ">hunter2", "~*", "&*", "+@all"], [settings]);
        await using var client = new StackExchangeRedisKvClient($"{servers.Endpoint},serviceName={ValkeySentinel.ServiceName},user=app,password=hunter2");

        await client.SetAsync(s_key, s_key, s_minute);

        Assert.Equal("app", await UserOfAsync(servers.Primary));
    }

    private static async Task<string> UserOfAsync(ValkeyServer server) =>
        ((string)(await server.CommandAsync("CLIENT", "LIST", "TYPE", "normal"))!).Split('\n')
            .SelectMany(static line => line.Split(' '))
            .Where(static field => field.StartsWith("user=", StringComparison.Ordinal))
            .Select(static field => field["user=".Length..])
            .Distinct().Single(static user => user == "app");

    private async Task<List<byte[]>> KeysAsync()
    {
        var keys = new List<byte[]>();
        await foreach (var key in _client.ScanAsync())
            keys.Add(key);
        return keys;
    }
}
