using Derp.Kv.Conformance;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Runtime;

public sealed class CachedMethodTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _store;
    private readonly InterceptingKvClient _client;
    private int _runs;

    public CachedMethodTests()
    {
        var options = new KvClientOptions
        {
            TimeProvider = _time,
            MaxValueSize = 200,
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))),
        };
        _store = new MemoryKvClient(options);
        _client = new InterceptingKvClient(_store, options);
    }

    private static CachedMethod<TestKey, string?> Method(CachedPolicy? policy = null) =>
        new("Tests.Method", "test:{name}", "string", Utf8Serializer.Instance, policy ?? new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) });

    private ValueTask<string?> CallAsync(CachedMethod<TestKey, string?> method, string? value, string key = "a", CancellationToken ct = default) =>
        method.InvokeAsync(_client, new TestKey(key), (self: this, value), static (s, _) =>
        {
            s.self._runs++;
            return ValueTask.FromResult(s.value);
        }, ct);

    [Fact]
    public async Task A_stored_value_answers_later_calls()
    {
        Assert.Equal("one", await CallAsync(Method(), "one"));
        Assert.Equal("one", await CallAsync(Method(), "two"));

        Assert.Equal(1, _runs);
        Assert.Equal(["Get", "GetOrLease", "CommitLease", "Get"], _client.Operations);
    }

    [Fact]
    public async Task C37_The_store_decides_on_expiry_to_the_millisecond()
    {
        await CallAsync(Method(), "one");
        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("one", await CallAsync(Method(), "two"));

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("two", await CallAsync(Method(), "two"));
    }

    [Fact]
    public async Task Invalidation_makes_the_next_call_run_the_body()
    {
        await CallAsync(Method(), "one");

        Assert.True(await Method().InvalidateAsync(_client, new TestKey("a"), default));
        Assert.False(await Method().InvalidateAsync(_client, new TestKey("a"), default));

        Assert.Equal("two", await CallAsync(Method(), "two"));
    }

    [Fact]
    public async Task C29_Invalidation_throws_while_the_store_is_down()
    {
        _client.TakeDown();

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await Method().InvalidateAsync(_client, new TestKey("a"), default));
    }

    [Fact]
    public async Task C6_A_token_cancelled_on_entry_throws_before_any_operation()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await CallAsync(Method(), "x", ct: new CancellationToken(true)));

        Assert.Equal(0, _runs);
        Assert.Empty(_client.Operations);
    }

    [Fact]
    public async Task CacheEnabled_false_is_a_plain_call()
    {
        var client = new InterceptingKvClient(_store, new KvClientOptions { CacheEnabled = false });

        for (var i = 0; i < 2; i++)
            Assert.Equal($"{i}", await Method().InvokeAsync(client, new TestKey("a"), i, static (i, _) => ValueTask.FromResult<string?>($"{i}"), default));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task The_clients_prefix_comes_first()
    {
        var client = new InterceptingKvClient(_store, new KvClientOptions { KeyPrefix = "shop/" });

        await Method().InvokeAsync(client, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult<string?>("x"), default);

        Assert.True(await _store.ExistsAsync(TestKey.Bytes("a", "shop/")));
    }

    [Fact]
    public async Task A_client_that_was_never_set_is_named_by_the_method()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Method().InvokeAsync(null!, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult<string?>("x"), default));

        Assert.Contains("Tests.Method", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
