using System.Diagnostics.Metrics;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Runtime;

/// <summary>A cached method while the store is down, slow, or held by another.</summary>
public sealed class CachedMethodOutageTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _store;
    private readonly InterceptingKvClient _client;

    public CachedMethodOutageTests()
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

    private ValueTask<string?> CallAsync(CachedMethod<TestKey, string?> method, string? value, string key = "a") =>
        method.InvokeAsync(_client, new TestKey(key), value, static (value, _) => ValueTask.FromResult(value), default);

    private async Task AdvanceUntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task C25_A_store_that_is_down_is_counted_by_method()
    {
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Name: "derp.kv.cache.fail_open", Meter.Name: "Derp.Kv" })
                listener.EnableMeasurementEvents(instrument);
        }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                lock (counted)
                    counted.Add($"{tag.Key}={tag.Value}");
            }
        });
        listener.Start();
        _client.TakeDown();

        Assert.Equal("x", await new CachedMethod<TestKey, string?>("Tests.Counted", "test:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) })
            .InvokeAsync(_client, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult<string?>("x"), default));

        Assert.Contains("method=Tests.Counted", counted);
        Assert.Contains("operation=get", counted);
    }

    [Fact]
    public async Task C25_Warnings_are_ten_seconds_apart()
    {
        _client.TakeDown();

        await CallAsync(Method(), "x");
        _time.Advance(TimeSpan.FromSeconds(9));
        await CallAsync(Method(), "x");
        _time.Advance(TimeSpan.FromSeconds(2));
        await CallAsync(Method(), "x");

        Assert.Equal([1, 1], _logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task K9_No_log_holds_a_key_or_a_value()
    {
        await CallAsync(Method(), "secret value poison", "secret key");
        await CallAsync(Method(), "secret value" + new string('x', 300), "secret key");
        _client.TakeDown();
        await CallAsync(Method(), "secret value", "secret key");

        Assert.Equal(3, _logs.Count);
        Assert.All(_logs.GetSnapshot(), record => Assert.DoesNotContain("secret", record.Message + record.Exception, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, null, 30)]
    [InlineData(86_400, 5, 5)]
    public async Task C19_A_waiter_past_ten_leases_or_its_WaitTimeout_runs_the_body_and_stores_nothing(int lockTtl, int? waitTimeout, int least)
    {
        var key = TestKey.Bytes("a");
        await _store.GetOrLeaseAsync(key, LeaseToken.Create(), TimeSpan.FromHours(1));
        var waiting = CallAsync(Method(new CachedPolicy { Ttl = TimeSpan.FromMinutes(1), LockTtl = TimeSpan.FromSeconds(lockTtl), WaitTimeout = waitTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null }), "own").AsTask();

        var began = _time.GetTimestamp();
        await AdvanceUntilAsync(() => waiting.IsCompleted);

        Assert.Equal("own", await waiting);
        Assert.True(_time.GetElapsedTime(began) >= TimeSpan.FromSeconds(least));

        // The clock of the test may run ahead of the client, but not by a day.
        Assert.True(waitTimeout is null || _time.GetElapsedTime(began) < TimeSpan.FromDays(1));
        Assert.Null(await _store.GetAsync(key));
        Assert.DoesNotContain("CommitLease", _client.Operations);
    }

    [Fact]
    public async Task C17_A_hung_body_is_given_up_after_ten_leases_and_its_callers_are_told()
    {
        var method = Method(new CachedPolicy { Ttl = TimeSpan.FromMinutes(1), LockTtl = TimeSpan.FromSeconds(3) });
        var (started, fired, never) = (new Gate(), new Gate(), new Gate());
        var began = _time.GetTimestamp();
        var hung = method.InvokeAsync(_client, new TestKey("a"), 0, async (_, ct) =>
        {
            using var registration = ct.Register(fired.Open);
            started.Open();
            await never.WaitAsync();
            return "too late";
        }, default).AsTask();
        await started.WaitAsync();

        await AdvanceUntilAsync(() => hung.IsCompleted);

        await Assert.ThrowsAsync<TimeoutException>(() => hung);
        await fired.WaitAsync();
        Assert.True(_time.GetElapsedTime(began) >= TimeSpan.FromSeconds(30));
        Assert.False(await _store.ExistsAsync(LeaseKey.Of(TestKey.Bytes("a"))));
        Assert.Equal("next", await CallAsync(method, "next"));
        never.Open();
    }

    [Fact]
    public async Task C28_After_five_failures_in_five_seconds_calls_do_without_the_store_until_it_is_tried_again()
    {
        _client.TakeDown();
        for (var i = 0; i < 5; i++)
            await CallAsync(Method(), "x");
        Assert.Equal(5, _client.Operations.Count);

        await CallAsync(Method(), "x");
        Assert.Equal(5, _client.Operations.Count);

        // Half-open: one call tries, fails, and keeps it open.
        _time.Advance(TimeSpan.FromSeconds(1));
        await CallAsync(Method(), "x");
        await CallAsync(Method(), "x");
        Assert.Equal(6, _client.Operations.Count);

        // The store is back: one call tries, and from there on all ask.
        _client.BringBack();
        _time.Advance(TimeSpan.FromSeconds(1));
        await CallAsync(Method(), "stored");
        Assert.Equal("stored", await CallAsync(Method(), "y"));
    }

    [Fact]
    public async Task C28_Failures_far_apart_do_not_open_the_breaker()
    {
        _client.TakeDown();
        for (var i = 0; i < 20; i++)
        {
            await CallAsync(Method(), "x");
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(20, _client.Operations.Count);
    }

    [Fact]
    public async Task C28_Successes_in_between_do_not_hide_five_failures_in_five_seconds()
    {
        for (var i = 0; i < 5; i++)
        {
            _client.TakeDown();
            await CallAsync(Method(), "x", $"failing {i}");
            _client.BringBack();
            if (i < 4)
                await CallAsync(Method(), "x", $"working {i}");
        }

        var before = _client.Operations.Count;
        await CallAsync(Method(), "x", "working 0");

        Assert.Equal(before, _client.Operations.Count);
    }

    [Fact]
    public async Task C25_A_backend_that_lets_its_librarys_exception_through_is_a_miss_too()
    {
        _client.Before = static _ => throw new IOException("from a library");

        Assert.Equal("x", await CallAsync(Method(), "x"));
        Assert.IsType<IOException>((await Assert.ThrowsAsync<KvException>(async () => await _client.GetAsync(TestKey.Bytes("a")))).InnerException);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _store.DisposeAsync();
    }
}
