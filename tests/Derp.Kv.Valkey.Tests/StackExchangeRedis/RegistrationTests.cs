using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.StackExchangeRedis;

public sealed class RegistrationTests(SharedServer shared)
{
    [Fact]
    public async Task A_server_is_registered_by_its_address()
    {
        await using var provider = new ServiceCollection()
            .AddDerpKv(kv => kv.UseStackExchangeRedis(shared.Endpoint).Configure(options => options.KeyPrefix = "shop/"))
            .BuildServiceProvider();

        var client = Assert.IsType<StackExchangeRedisKvClient>(provider.GetRequiredService<KvClient>());
        await client.ConnectAsync();

        Assert.Equal("shop/", client.Options.KeyPrefix);
        Assert.Same(client, provider.GetRequiredService<KvClient>());
    }

    [Fact]
    public async Task The_applications_own_connection_outlives_the_client()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(shared.Endpoint);
        await using (var provider = new ServiceCollection()
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddDerpKv(kv => kv.UseStackExchangeRedis(services => services.GetRequiredService<IConnectionMultiplexer>()))
            .BuildServiceProvider())
        {
            await provider.GetRequiredService<KvClient>().ConnectAsync();
            await provider.GetRequiredService<KvClient>().DisposeAsync();
            Assert.True(connection.IsConnected);
        }
    }

    // Nothing is sent for it: the server need not be there.
    [Theory]
    [InlineData("", true)]
    [InlineData("shop/", false)]
    public async Task A_client_without_a_prefix_says_once_that_it_shares_its_keys(string prefix, bool isSaid)
    {
        var logs = new FakeLogCollector();
        await using var provider = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)))
            .AddDerpKv(kv => kv.UseStackExchangeRedis("localhost:1").Configure(options => options.KeyPrefix = prefix))
            .BuildServiceProvider();

        var client = provider.GetRequiredService<KvClient>();

        Assert.Equal(isSaid ? [20] : [], logs.GetSnapshot().Select(static line => line.Id.Id));
        Assert.Equal((isSaid, prefix), (client.GetStatus().SharesKeys, client.GetStatus().KeyPrefix));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:port")]
    [InlineData("localhost:6379,passwrd=secret")]
    public void A_wrong_address_is_refused_at_registration_and_not_quoted(string configuration)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddDerpKv(kv => kv.UseStackExchangeRedis(configuration)));

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }
}
