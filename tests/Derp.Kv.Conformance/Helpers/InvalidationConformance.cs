using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

/// <summary>What methods that write promise, whatever the store. The source is a field here; a read returns it.</summary>
public abstract partial class InvalidationConformance : HelperConformance
{
    private static readonly InvalidatingMethod<string?> s_write = new("Tests.WriteAsync");
    private static readonly InvalidationPolicy s_always = new() { Lifetime = Minute };

    private readonly string _name = NewName();
    private string _source = "old";
    private int _runs;

    private byte[] KeyOf => Bytes($"written:{_name}");

    private static CachedMethod<Key, string?> Method { get; } = new("Tests.ReadAsync", "written:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = Minute });

    private static NearCachedMethod<NearKey, string?> NearMethod { get; } =
        new("Tests.ReadNearAsync", "near:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = Minute, Near = Minute / 2, IsFrozen = true });

    private ValueTask<string?> ReadAsync(KvClient? client = null) => Method.InvokeAsync(client ?? Store, new Key(_name), this, static (self, _) =>
    {
        Interlocked.Increment(ref self._runs);
        return new(self._source);
    }, default);

    private ValueTask<string?> ReadNearAsync(KvClient client) => NearMethod.InvokeAsync(client, new NearKey(_name), this, static (self, _) => new(self._source), default);

    private ValueTask<string?> WriteAsync(
        string value, KvClient? client = null, InvalidationPolicy? policy = null, Exception? failure = null, DeferredInvalidations? deferred = null, bool byResult = false) => s_write.InvokeAsync(
        client ?? Store,
        (self: this, value, policy: policy ?? s_always, failure),
        static async (s, _) =>
        {
            await Task.Yield();
            s.self._source = s.value;
            return s.failure is null ? s.value : throw s.failure;
        },
        byResult ? null : static (s, keys) => Name(s.self, s.policy, keys),
        byResult ? static (s, _, keys) => Name(s.self, s.policy, keys) : null,
        deferred,
        default);

    private static void Name(InvalidationConformance self, InvalidationPolicy policy, Invalidations keys)
    {
        keys.AddKey(policy, Method.KeyOf(keys.Client, new Key(self._name)));
        keys.AddKey(policy, NearMethod.KeyOf(keys.Client, new NearKey(self._name)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task W1_After_the_body_the_value_is_invalid_here_and_elsewhere(bool byResult)
    {
        var other = OtherClient();
        await ReadAsync(other);

        Assert.Equal("new", await WriteAsync("new", byResult: byResult));

        Assert.Equal("new", await ReadAsync(other));
        Assert.Equal("new", await ReadAsync());
    }

    [Fact]
    public async Task W1_W2_A_body_that_throws_may_have_written_and_its_exception_is_what_the_caller_gets()
    {
        await ReadAsync();
        var failure = new TimeoutException("The body's own.");

        Assert.Same(failure, await Assert.ThrowsAsync<TimeoutException>(async () => await WriteAsync("new", failure: failure)));
        Assert.Equal("new", await ReadAsync());
    }

    [Fact]
    public async Task W1_OnlyOnSuccess_leaves_the_value_when_the_body_throws()
    {
        await ReadAsync();
        var policy = new InvalidationPolicy { OnlyOnSuccess = true };

        await Assert.ThrowsAsync<TimeoutException>(async () => await WriteAsync("new", policy: policy, failure: new TimeoutException()));
        Assert.Equal("old", await ReadAsync());
        await WriteAsync("newer", policy: policy);
        Assert.Equal("newer", await ReadAsync());
    }

    [Fact]
    public async Task W1_A_cancelled_caller_does_not_keep_the_value_from_being_invalidated()
    {
        await ReadAsync();
        using var source = new CancellationTokenSource();

        await s_write.InvokeAsync(
            Store,
            (self: this, source),
            static async (s, _) =>
            {
                s.self._source = "new";
                await s.source.CancelAsync();
                return null;
            },
            static (s, keys) => keys.AddKey(s_always, s.self.KeyOf),
            null,
            null,
            source.Token);

        Assert.Equal("new", await ReadAsync());
    }

    [Fact]
    public async Task W2_A_result_that_cannot_be_read_for_its_keys_is_returned_all_the_same()
    {
        var logs = new FakeLogCollector();
        var client = LoggingTo(logs);

        var result = await s_write.InvokeAsync(client, 0, static (_, _) => new("written"), null, static (_, _, _) => throw new InvalidOperationException("A member of the result."), null, default);

        Assert.Equal("written", result);
        Assert.Equal([34], logs.GetSnapshot().Where(static record => record.Level > LogLevel.Debug).Select(static record => record.Id.Id));
    }

    [Fact]
    public async Task W3_While_the_store_is_down_the_write_succeeds_and_the_invalidation_is_repeated_until_it_is_done()
    {
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        await ReadAsync(client);
        client.Before = static operation => operation == "Invalidate" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;

        Assert.Equal("new", await WriteAsync("new", client));
        Assert.Equal(2, client.GetStatus().QueuedInvalidations);

        // The store still has the old value, and this process knows better.
        Assert.Equal("new", await ReadAsync(client));
        client.BringBack();
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(client.GetStatus().QueuedInvalidations == 0);
            },
            "The invalidation should have been repeated.");

        Assert.Equal("new", await ReadAsync());
        _source = "newer";
        Assert.Equal("new", await ReadAsync(client));
    }

    [Fact]
    public async Task W3_C28_The_queue_gets_through_an_open_breaker_by_itself()
    {
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        client.TakeDown();
        await s_write.InvokeAsync(client, _name, static (_, _) => new("written"), static (name, keys) =>
        {
            for (var i = 0; i < 300; i++)
                keys.AddKey(s_always, Bytes($"many:{name}:{i}"));
        }, null, null, default);
        Assert.True(client.GetStatus() is { WriteBreakerOpen: true, QueuedInvalidations: 300 });

        client.BringBack();
        client.ClearOperations();
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(client.GetStatus() is { WriteBreakerOpen: false, QueuedInvalidations: 0 });
            },
            "All should have been done.");
        Assert.Equal(300, client.Operations.Count(static operation => operation == "Invalidate"));
        Assert.Equal(0, client.GetStatus().LostInvalidations);
    }

    [Fact]
    public async Task W3_An_invalidation_is_given_up_when_no_value_from_before_the_write_can_be_left()
    {
        var (time, logs) = (new FakeTimeProvider(), new FakeLogCollector());
        var client = LoggingTo(logs, time);
        client.TakeDown();
        await WriteAsync("new", client);

        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(Minute);
                return Task.FromResult(client.GetStatus() is { QueuedInvalidations: 0, LostInvalidations: 2 });
            },
            "Both should have been given up.");
        Assert.Contains(logs.GetSnapshot(), static record => record.Id.Id == 32);
    }

    [Fact]
    public async Task W3_The_queue_is_bounded_and_counts_what_it_refuses()
    {
        var client = OtherClient(new KvClientOptions { TimeProvider = new FakeTimeProvider() });
        client.TakeDown();

        await s_write.InvokeAsync(client, 0, static (_, _) => new("written"), static (_, keys) =>
        {
            for (var i = 0; i < 10_010; i++)
                keys.AddKey(s_always, Bytes($"many:{i}"));
        }, null, null, default);

        Assert.Equal((10_000, 10L), (client.GetStatus().QueuedInvalidations, client.GetStatus().LostInvalidations));
    }

    [Fact]
    public async Task W2_OnUnavailable_Throw_tells_the_caller_and_carries_the_result()
    {
        var client = OtherClient();
        client.TakeDown();

        var thrown = await Assert.ThrowsAsync<KvInvalidationException>(async () => await WriteAsync("new", client, new() { OnUnavailable = InvalidationUnavailable.Throw }));

        Assert.Equal("new", thrown.Result);
        Assert.IsType<KvUnavailableException>(thrown.InnerException);
        Assert.Equal(0, client.GetStatus().QueuedInvalidations);
    }

    [Fact]
    public async Task W5_Settle_stores_nothing_for_that_long()
    {
        await WriteAsync("new", policy: new() { Settle = Minute });

        _source = "lagging";
        Assert.Equal("lagging", await ReadAsync(OtherClient()));
        _source = "new";
        Assert.Equal("new", await ReadAsync(OtherClient()));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task W3_The_end_of_a_client_tries_once_more()
    {
        var client = new InterceptingKvClient(Store, new KvClientOptions { TimeProvider = new FakeTimeProvider() });
        await ReadAsync();
        client.TakeDown();
        await WriteAsync("new", client);
        client.BringBack();

        await client.DisposeAsync();

        Assert.Equal("new", await ReadAsync());
    }

    // Neither in the scope nor in the transaction of the caller.
    private static async Task<string?> ReadElsewhereAsync(Func<ValueTask<string?>> read)
    {
        Task<string?> elsewhere;
        using (ExecutionContext.SuppressFlow())
            elsewhere = Task.Run(async () => await read());
        return await elsewhere;
    }

    private static async Task<DeferredInvalidations> OpenElsewhereAsync(KvClient client)
    {
        await Task.Yield();
        return client.DeferInvalidations();
    }

    private InterceptingKvClient LoggingTo(FakeLogCollector logs, TimeProvider? time = null) => OtherClient(new KvClientOptions
    {
        TimeProvider = time ?? TimeProvider.System,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))),
    });

    private readonly struct Key(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("written:"u8);
            writer.Append(name);
        }
    }
}
