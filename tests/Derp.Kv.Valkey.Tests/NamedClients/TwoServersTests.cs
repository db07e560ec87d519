using Derp.Kv.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Valkey.Tests.NamedClients;

/// <summary>A cache and a ledger as docs/operations.md sets them up: two servers with different settings, two clients.</summary>
public sealed class TwoServersTests : IAsyncLifetime
{
    private ValkeyServer _cache = null!;
    private ValkeyServer _ledger = null!;
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        (_cache, _ledger) = (
            await ValkeyServer.StartAsync("--maxmemory", "5mb", "--maxmemory-policy", "allkeys-lru"),
            await ValkeyServer.StartAsync("--maxmemory-policy", "noeviction", "--appendonly", "yes", "--appendfsync", "always"));
        _services = new ServiceCollection()
            .AddDerpKv("ledger", kv => kv.UseStackExchangeRedis(_ledger.Endpoint).Configure(static options => options.KeyPrefix = "shop:"))
            .AddDerpKv(kv => kv.UseStackExchangeRedis(_cache.Endpoint).Configure(static options => options.KeyPrefix = "shop:"))
            .AddSingleton<Orders>()
            .AddSingleton<Refunds>()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _cache.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task Each_wrapper_writes_to_the_server_of_its_client()
    {
        var orders = _services.GetRequiredService<Orders>();

        await orders.GetOrderAsync(7);
        await orders.PayAsync(7, 9.90m);
        await _services.GetRequiredService<Refunds>().RefundAsync(8);

        Assert.Equal(["shop:order:7"], await KeysAsync(_cache));
        Assert.Equal(["shop:derp:once:order-pay:7", "shop:derp:once:refund:8"], await KeysAsync(_ledger));
    }

    // I2, I20: what the cache's server forgets or refuses is not the ledger's.
    [Fact]
    public async Task A_payment_is_replayed_while_the_server_of_the_cache_is_full_or_gone()
    {
        var orders = _services.GetRequiredService<Orders>();
        await orders.PayAsync(7, 9.90m);
        await _cache.CommandAsync("FLUSHALL");
        _cache.Kill();

        Assert.Equal("order 7", await orders.GetOrderAsync(7));
        Assert.Equal(1, await orders.PayAsync(7, 9.90m));
        Assert.Equal(1, orders.Payments);
    }

    // I20, C25: the other way round, a claim fails closed and reads go on.
    [Fact]
    public async Task Reads_are_cached_while_the_server_of_the_ledger_is_gone()
    {
        var orders = _services.GetRequiredService<Orders>();
        await orders.GetOrderAsync(7);
        _ledger.Kill();

        await Assert.ThrowsAsync<KvUnavailableException>(() => orders.PayAsync(8, 9.90m));
        await _cache.ResetCommandStatsAsync();
        Assert.Equal("order 7", await orders.GetOrderAsync(7));
        Assert.Equal([new("get", 1L)], await _cache.CommandStatsAsync());
        Assert.Equal(0, orders.Payments);
    }

    private static async Task<string[]> KeysAsync(ValkeyServer server) =>
        [.. ((object?[])(await server.CommandAsync("KEYS", "*"))!).Cast<string>().Order(StringComparer.Ordinal)];
}
