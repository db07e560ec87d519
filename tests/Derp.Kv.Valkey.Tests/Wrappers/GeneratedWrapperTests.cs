using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Helpers;

namespace Derp.Kv.Valkey.Tests.Wrappers;

/// <summary>Generated wrappers against a server of the test's own, whose statistics say what was sent.</summary>
public sealed class GeneratedWrapperTests : IAsyncLifetime
{
    private ValkeyServer _server = null!;
    private KvClient _client = null!;
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = await ValkeyClients.ConnectAsync(_server.Endpoint);
        _shop = new Shop(_client);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task C15_A_hit_is_exactly_one_GET_and_a_miss_a_GET_and_two_scripts()
    {
        await _shop.GetProductAsync("warm-up", 1);
        await _server.ResetCommandStatsAsync();

        var computed = await _shop.GetProductAsync("acme", 7);
        var miss = await _server.CommandStatsAsync();
        await _server.ResetCommandStatsAsync();
        var read = await _shop.GetProductAsync("acme", 7);
        var hit = await _server.CommandStatsAsync();

        // The server counts what scripts call as well: acquire reads value and lease, commit the lease.
        Assert.Equal((1L + 3L, 2L), (miss["get"], miss["evalsha"]));
        Assert.Equal([new("get", 1L)], hit);
        Assert.Equal((computed!.Id, computed.Name, computed.Price), (read!.Id, read.Name, read.Price));
        Assert.Equal(["new", "green"], read.Tags);
        Assert.Equal(2, _shop.Runs);
    }

    [Fact]
    public async Task The_key_is_as_the_template_says()
    {
        await _shop.GetProductAsync("a:b {x}", 7);

        Assert.Equal(1L, await _server.CommandAsync("EXISTS", "product:a%3Ab%20%7Bx%7D:7"));
    }

    [Fact]
    public async Task C30_A_null_is_a_hit()
    {
        Assert.Null(await _shop.GetProductAsync("acme", -1));
        Assert.Null(await _shop.GetProductAsync("acme", -1));

        Assert.Equal(1, _shop.Runs);
    }

    [Fact]
    public async Task C14_Sixty_four_callers_over_two_clients_run_the_body_once()
    {
        await using var otherClient = await ValkeyClients.ConnectAsync(_server.Endpoint);
        var other = new Shop(otherClient);
        var (started, gate) = (new Gate(), new Gate());
        _shop.Work = other.Work = () =>
        {
            started.Open();
            return gate.WaitAsync();
        };

        var calls = Enumerable.Range(0, 64).Select(i => Task.Run(() => (i % 2 == 0 ? _shop : other).GetProductAsync("acme", 7))).ToArray();
        await started.WaitAsync();
        gate.Open();

        var products = await Task.WhenAll(calls);
        Assert.All(products, product => Assert.Equal(9.90m, product!.Price));
        Assert.Equal(64, products.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(1, _shop.Runs + other.Runs);
    }

    [Fact]
    public async Task I4_Sixty_four_payments_over_two_clients_are_one()
    {
        await using var otherClient = await ValkeyClients.ConnectAsync(_server.Endpoint);
        var other = new Shop(otherClient);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => (i % 2 == 0 ? _shop : other).PayAsync("order-1", 5m))));

        Assert.All(receipts, receipt => Assert.Equal("paid 5", receipt));
        Assert.Equal(1, _shop.Runs + other.Runs);
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => other.PayAsync("order-1", 6m));
    }

    [Fact]
    public async Task C21_An_invalidation_by_another_client_is_seen_by_the_next_read()
    {
        await using var otherClient = await ValkeyClients.ConnectAsync(_server.Endpoint);
        await _shop.GetProductAsync("acme", 7);

        Assert.True(await new Shop(otherClient).InvalidateGetProductAsync("acme", 7));
        await _shop.GetProductAsync("acme", 7);

        Assert.Equal(2, _shop.Runs);
    }

    [Fact]
    public async Task R1_R6_Three_are_let_in_by_one_script_call_each()
    {
        await _shop.SignInAsync("warm-up");
        await _server.ResetCommandStatsAsync();

        for (var i = 0; i < 3; i++)
            await _shop.SignInAsync("alice");
        await Assert.ThrowsAsync<RateLimitExceededException>(() => _shop.SignInAsync("alice"));

        Assert.Equal(4L, (await _server.CommandStatsAsync())["evalsha"]);
        Assert.Equal(4, _shop.Runs);
    }

    [Fact]
    public async Task C18_A_holder_that_dies_is_succeeded_by_one_waiter()
    {
        await using var otherClient = await ValkeyClients.ConnectAsync(_server.Endpoint);
        var other = new Shop(otherClient);
        var (succeeded, gate) = (new Gate(), new Gate());
        _shop.Work = other.Work = () =>
        {
            succeeded.Open();
            return gate.WaitAsync();
        };

        // A lease that nobody renews or gives back: as after kill -9.
        Assert.True((await otherClient.GetOrLeaseAsync("report:q3"u8.ToArray(), LeaseToken.Create(), TimeSpan.FromMilliseconds(300))).IsGranted);
        var waiters = new[] { _shop.GetReportAsync("q3"), other.GetReportAsync("q3") };
        await succeeded.WaitAsync();
        gate.Open();

        Assert.All(await Task.WhenAll(waiters), report => Assert.Equal("report q3", report));
        Assert.Equal(1, _shop.Runs + other.Runs);
    }
}
