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
        new("Tests.Method", Utf8Serializer.Instance, policy ?? new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) });

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
    public async Task C30_Null_is_a_value_and_an_empty_one_is_another()
    {
        Assert.Null(await CallAsync(Method(), null, "null"));
        Assert.Null(await CallAsync(Method(), "not null", "null"));
        Assert.Equal("", await CallAsync(Method(), "", "empty"));
        Assert.Equal("", await CallAsync(Method(), "not empty", "empty"));

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task C30_CacheNulls_false_returns_null_and_stores_nothing()
    {
        var method = Method(new CachedPolicy { Ttl = TimeSpan.FromMinutes(1), CacheNulls = false });

        Assert.Null(await CallAsync(method, null));
        Assert.Null(await _store.GetAsync(TestKey.Bytes("a")));
        Assert.Equal("now", await CallAsync(method, "now"));
        Assert.Equal("now", await CallAsync(method, "later"));

        Assert.Equal(2, _runs);
        Assert.False(await _store.ExistsAsync(Derp.Kv.Coordination.LeaseKey.Of(TestKey.Bytes("a"))));
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

    public static TheoryData<string> Damages => ["truncated", "empty", "version", "flags", "check", "null with a body", "poison"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task C31_C32_Stored_bytes_that_do_not_fit_are_a_miss_and_are_replaced(string damage)
    {
        await CallAsync(Method(), "old");
        var key = TestKey.Bytes("a");
        var stored = (await _store.GetAsync(key))!;
        byte[] damaged = damage switch
        {
            "truncated" => stored[..17],
            "empty" => [],
            "version" => [2, .. stored[1..]],
            "flags" => [stored[0], 2, .. stored[2..]],
            "check" => [.. stored[..17], (byte)(stored[17] ^ 1), .. stored[18..]],
            "null with a body" => [stored[0], 1, .. stored[2..]],
            _ => [.. stored[..18], .. "poison"u8],
        };
        await _store.SetAsync(key, damaged);

        Assert.Equal("fresh", await CallAsync(Method(), "fresh"));
        Assert.Equal("fresh", await CallAsync(Method(), "again"));
    }

    [Fact]
    public async Task C31_A_damaged_value_is_removed_by_comparison_with_its_bytes()
    {
        await _store.SetAsync(TestKey.Bytes("a"), "garbage"u8.ToArray());

        await CallAsync(Method(), "fresh");

        Assert.Equal(["Get", "GetOrLease", "CompareAndDelete", "GetOrLease", "CommitLease"], _client.Operations);
    }

    [Fact]
    public async Task C35_The_bytes_of_one_key_are_refused_under_another()
    {
        await CallAsync(Method(), "of a", "a");
        await _store.SetAsync(TestKey.Bytes("b"), (await _store.GetAsync(TestKey.Bytes("a")))!);

        Assert.Equal("of b", await CallAsync(Method(), "of b", "b"));
    }

    [Fact]
    public async Task C33_A_value_that_cannot_be_written_is_returned_and_logged_and_not_stored()
    {
        Assert.Equal(Utf8Serializer.Poison, await CallAsync(Method(), Utf8Serializer.Poison));

        Assert.Null(await _store.GetAsync(TestKey.Bytes("a")));
        Assert.Equal([3], _logs.GetSnapshot().Select(record => record.Id.Id));
        Assert.Equal("next", await CallAsync(Method(), "next"));
    }

    [Fact]
    public async Task C34_A_value_over_the_limit_is_returned_not_stored_and_logged_once()
    {
        var large = new string('x', 200);

        Assert.Equal(large, await CallAsync(Method(), large));
        Assert.Equal(large, await CallAsync(Method(), large));

        Assert.Equal(2, _runs);
        Assert.Equal([2], _logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task C36_The_version_is_part_of_the_key()
    {
        var second = Method(new CachedPolicy { Ttl = TimeSpan.FromMinutes(1), Version = 2 });

        await CallAsync(Method(), "of the first");
        Assert.Equal("of the second", await CallAsync(second, "of the second"));

        Assert.NotNull(await _store.GetAsync(TestKey.Bytes("a", version: 2)));
        Assert.Equal("of the first", await CallAsync(Method(), "x"));
    }

    [Fact]
    public async Task C39_Jitter_shortens_within_its_bound()
    {
        var method = Method(new CachedPolicy { Ttl = TimeSpan.FromSeconds(100), Jitter = 0.2 });
        var lifetimes = new List<TimeSpan>();
        for (var i = 0; i < 200; i++)
        {
            await CallAsync(method, "x", $"{i}");
            lifetimes.Add((await _store.TtlAsync(TestKey.Bytes($"{i}")))!.Value);
        }

        Assert.All(lifetimes, lifetime => Assert.InRange(lifetime, TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(100)));
        Assert.True(lifetimes.Distinct().Count() > 100);
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
