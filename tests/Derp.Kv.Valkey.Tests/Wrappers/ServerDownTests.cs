using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Helpers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Valkey.Tests.Wrappers;

/// <summary>The server is killed under generated wrappers.</summary>
public sealed class ServerDownTests : IAsyncLifetime
{
    private readonly FakeLogCollector _logs = new();
    private ValkeyServer _server = null!;
    private KvClient _client = null!;
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _client = await ValkeyClients.ConnectAsync(_server.Endpoint, new KvClientOptions
        {
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
        });
        // What it says at start: it has no prefix.
        _logs.Clear();
        _shop = new Shop(_client);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task C25_Cached_turns_into_plain_calls_with_one_warning()
    {
        await _shop.GetProductAsync("acme", 7);
        _server.Kill();

        for (var i = 0; i < 3; i++)
            Assert.Equal(7, (await _shop.GetProductAsync("acme", 7))!.Id);

        Assert.Equal(4, _shop.Runs);
        Assert.Equal([1], _logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task C26_A_server_killed_while_the_body_runs_costs_the_caller_nothing()
    {
        _shop.Work = () =>
        {
            _server.Kill();
            return Task.CompletedTask;
        };

        Assert.Equal(7, (await _shop.GetProductAsync("acme", 7))!.Id);
    }

    [Fact]
    public async Task C27_The_callers_of_one_process_still_share_a_run()
    {
        _server.Kill();
        var (started, gate) = (new Gate(), new Gate());
        _shop.Work = () =>
        {
            started.Open();
            return gate.WaitAsync();
        };
        var first = _shop.GetProductAsync("acme", 7);
        await started.WaitAsync();

        // A flight that is there is joined on the caller's thread, before any operation.
        var others = Enumerable.Range(0, 63).Select(_ => _shop.GetProductAsync("acme", 7)).ToArray();
        gate.Open();

        await Task.WhenAll([first, .. others]);
        Assert.Equal(1, _shop.Runs);
    }

    [Fact]
    public async Task C29_Invalidation_throws()
    {
        _server.Kill();

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await _shop.InvalidateGetProductAsync("acme", 7));
    }

    [Fact]
    public async Task I20_Idempotent_refuses_and_the_body_does_not_run()
    {
        _server.Kill();

        await Assert.ThrowsAsync<KvUnavailableException>(() => _shop.PayAsync("order-1", 5m));

        Assert.Equal(0, _shop.Runs);
    }

    [Fact]
    public async Task I19_A_server_killed_while_the_payment_runs_returns_the_result_and_says_not_stored()
    {
        _shop.Work = () =>
        {
            _server.Kill();
            return Task.CompletedTask;
        };

        Assert.Equal("paid 5", await _shop.PayAsync("order-1", 5m));

        Assert.Equal([4], _logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task R13_A_limited_method_is_let_through_by_default()
    {
        _server.Kill();

        for (var i = 1; i <= 5; i++)
            Assert.Equal(i, await _shop.SignInAsync("alice"));
    }

    [Fact]
    public async Task Everything_comes_back_with_the_server()
    {
        _server.Kill();
        await _shop.GetProductAsync("acme", 7);
        await _server.RestartAsync();

        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            try
            {
                await _shop.PayAsync("order-1", 5m);
                break;
            }
            catch (KvUnavailableException) when (DateTime.UtcNow < deadline)
            {
                await Task.Yield();
            }
        }

        await _shop.GetProductAsync("acme", 7);
        var runs = _shop.Runs;
        await _shop.GetProductAsync("acme", 7);
        Assert.Equal(runs, _shop.Runs);
    }

    [Fact]
    public async Task K9_No_log_and_no_exception_holds_a_key_or_a_value()
    {
        _server.Kill();

        await _shop.GetProductAsync("secret-tenant", 7);
        var exception = await Record.ExceptionAsync(() => _shop.PayAsync("secret-order", 5m));

        Assert.DoesNotContain("secret", exception!.ToString(), StringComparison.Ordinal);
        Assert.All(_logs.GetSnapshot(), record => Assert.DoesNotContain("secret", record.Message + record.Exception, StringComparison.Ordinal));
    }
}
