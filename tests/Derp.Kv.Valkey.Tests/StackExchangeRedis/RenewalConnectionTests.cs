using System.Net.Sockets;
using System.Text;
using Derp.Kv.StackExchangeRedis;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

// I27: renewals have a connection for themselves.
public sealed class RenewalConnectionTests : OwnServerTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMilliseconds(150);

    [Fact]
    public async Task A_client_that_holds_nothing_has_one_connection()
    {
        await Client.GetAsync(Key);
        await Client.RateLimitAsync("caller", 10, Minute);

        Assert.Single(await LastCommandsAsync());
    }

    [Fact]
    public async Task Renewals_go_over_a_connection_that_nothing_else_uses_I27()
    {
        await GetOfSeveralLeasesAsync(Client);

        var commands = await LastCommandsAsync();
        Assert.Equal(2, commands.Count);
        Assert.Contains("eval", commands);
    }

    [Fact]
    public async Task Without_that_connection_they_go_over_the_other_C17()
    {
        var connections = 0;
        var settings = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", Server.Port } },
            BeforeSocketConnect = (_, _, _) =>
            {
                if (Interlocked.Increment(ref connections) > 1)
                    throw new SocketException((int)SocketError.ConnectionRefused);
            },
        };
        await using var client = new StackExchangeRedisKvClient(settings, new KvClientOptions { OperationTimeout = OperationTimeout });

        await GetOfSeveralLeasesAsync(client);

        Assert.True(connections > 1);
        Assert.Single(await LastCommandsAsync());
    }

    // Four leases long, by the server's clock; the value is stored only if the lease was renewed meanwhile (C20).
    private static async Task GetOfSeveralLeasesAsync(StackExchangeRedisKvClient client)
    {
        await client.GuardedGetAsync(
            Key,
            static async ct =>
            {
                await Task.Delay(4 * s_lease, ct);
                return Value;
            },
            Minute,
            s_lease);

        Assert.Equal(Value, await client.GetAsync(Key));
    }

    // Of each connection but the one that asks.
    private async Task<IReadOnlyList<string>> LastCommandsAsync()
    {
        var list = await Server.CommandAsync("CLIENT", "LIST");
        var text = list as string ?? Encoding.UTF8.GetString((byte[])list!);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ').Single(static field => field.StartsWith("cmd=", StringComparison.Ordinal))["cmd=".Length..])
            .Where(static command => command != "client|list")];
    }
}
