using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Wrappers;

/// <summary>A server that is full and must not evict.</summary>
public sealed class MemoryLimitTests
{
    [Fact]
    public async Task I22_A_completed_payment_still_replays_and_a_new_one_is_refused()
    {
        await using var server = await ValkeyServer.StartAsync("--maxmemory-policy", "noeviction");
        await using var client = await ValkeyClients.ConnectAsync(server.Endpoint);
        var shop = new Shop(client);
        await shop.PayAsync("order-1", 5m);
        await server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        Assert.Equal("paid 5", await shop.PayAsync("order-1", 5m));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => shop.PayAsync("order-1", 6m));
        await Assert.ThrowsAsync<KvUnavailableException>(() => shop.PayAsync("order-2", 5m));

        Assert.Equal(1, shop.Runs);
    }
}
