using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Runtime;
using Derp.Kv.Tests.Runtime;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>What an operator sees of events that are not one failed operation.</summary>
public sealed class EventTests : IAsyncDisposable
{
    private readonly Watched _watched = new();

    private Task<string?> CallAsync(string key, Func<string?> body, TimeSpan? lease = null) =>
        new CachedMethod<TestKey, string?>(_watched.Method, "test:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromHours(1), LockTtl = lease ?? Watched.Lease })
            .InvokeAsync(_watched.Client, new TestKey(key), body, static (body, _) => ValueTask.FromResult(body()), default).AsTask();

    [Fact]
    public async Task C28_The_breaker_says_once_that_it_opened_and_once_that_it_closed()
    {
        _watched.Client.TakeDown();
        for (var i = 0; i < 20; i++)
            await CallAsync("a", static () => "x");
        _watched.Time.Advance(TimeSpan.FromSeconds(5));
        await CallAsync("a", static () => "x");
        Assert.Equal([(1, LogLevel.Warning), (9, LogLevel.Warning)], _watched.Events.Order());

        _watched.Client.BringBack();
        _watched.Time.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 3; i++)
            await CallAsync("a", static () => "x");

        Assert.Equal([(1, LogLevel.Warning), (9, LogLevel.Warning), (10, LogLevel.Information)], _watched.Events.Order());
    }

    [Fact]
    public async Task C20_A_lease_that_was_lost_is_said_and_its_value_counted_as_not_stored()
    {
        var gate = new Gate();
        var call = _watched.GetAsync(async _ =>
        {
            await gate.WaitAsync();
            return [1];
        });
        await _watched.Time.SetAsync(Watched.Lease / 3);
        await _watched.Store.InvalidateAsync(_watched.Key);
        _watched.Time.Advance(Watched.Lease / 3);
        await Eventually.TrueAsync(() => _watched.Events.Any());
        gate.Open();

        Assert.Equal([1], await call);
        Assert.Equal([(11, LogLevel.Information)], _watched.Events);
        Assert.Equal(["cache.body_runs", "cache.lease_lost", "cache.misses", "cache.not_stored(reason=lease_lost)"], _watched.Metrics.Counts);
    }

    [Fact]
    public async Task C4_A_lease_that_was_given_back_because_all_callers_left_is_not_lost()
    {
        var (started, never) = (new Gate(), new Gate());
        using var leaving = new CancellationTokenSource();
        var call = _watched.GetAsync(
            async _ =>
            {
                started.Open();
                await never.WaitAsync();
                return [1];
            },
            leaving.Token);
        await started.WaitAsync();
        await _watched.Time.SetAsync(Watched.Lease / 3);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        _watched.Time.Advance(Watched.Lease / 3);

        // The body ignores its token: its flight goes on to wait, for the rest of its time, and asks nothing.
        await _watched.Time.SetAsync((Watched.Lease * 10) - (Watched.Lease / 3));
        Assert.DoesNotContain("RenewLease", _watched.Client.Operations);
        Assert.Empty(_watched.Events);
        never.Open();
    }

    [Fact]
    public async Task C17_A_body_that_was_given_up_is_said()
    {
        var never = new Gate();
        _watched.Client.Before = static operation => operation == "RenewLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        var call = _watched.GetAsync(async _ =>
        {
            await never.WaitAsync();
            return [1];
        });
        await _watched.Time.PassAsync(Watched.Lease / 3);
        await _watched.Time.PassAsync((Watched.Lease * 10) - (Watched.Lease / 3));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Equal([(1, LogLevel.Warning), (12, LogLevel.Error)], _watched.Events);
        Assert.Contains("cache.given_up", _watched.Metrics.Counts);
        never.Open();
    }

    [Fact]
    public async Task I14_A_claim_that_was_lost_while_its_body_runs_is_an_error()
    {
        var call = _watched.ExecuteAsync(static async ct =>
        {
            var fired = new Gate();
            await using var registration = ct.Register(fired.Open);
            await fired.WaitAsync();
            return new("paid", 200, false);
        });
        await _watched.Time.SetAsync(Watched.Lease / 3);
        await _watched.Store.SetAsync(_watched.Key, IdempotencyRecord.InProgress(LeaseToken.Create(), default, default));
        _watched.Time.Advance(Watched.Lease / 3);

        Assert.Equal("paid", (await call).Value);
        Assert.Equal([(13, LogLevel.Error), (4, LogLevel.Error)], _watched.Events);
        Assert.Equal(["idempotency.body_runs", "idempotency.claim_lost", "idempotency.not_stored(reason=claim_lost)"], _watched.Metrics.Counts);
    }

    [Fact]
    public async Task C31_Values_that_cannot_be_read_are_counted_each_and_said_once()
    {
        foreach (var key in new[] { "a", "b" })
        {
            await _watched.Store.SetAsync(TestKey.Bytes(key), Secret.Bytes);
            Assert.Equal("fresh", await CallAsync(key, static () => "fresh"));
        }

        Assert.Equal([(14, LogLevel.Warning)], _watched.Events);
        Assert.Equal(2, _watched.Metrics.Counts.Count(static count => count == "cache.unreadable"));
    }

    [Fact]
    public async Task K10_Values_of_another_type_are_counted_each_and_said_once()
    {
        foreach (var key in new[] { "a", "b" })
        {
            await new CachedMethod<TestKey, string?>("Tests.Other", "test:{name}", "Tests.Other", Utf8Serializer.Instance, new CachedPolicy { Ttl = TimeSpan.FromHours(1) })
                .InvokeAsync(_watched.Store, new TestKey(key), 0, static (_, _) => new(Secret.Value), default);
            Assert.Equal("fresh", await CallAsync(key, static () => "fresh"));
        }

        Assert.Equal([(18, LogLevel.Warning)], _watched.Events);
        Assert.Equal(2, _watched.Metrics.Counts.Count(static count => count == "cache.unreadable"));
    }

    [Fact]
    public async Task K10_A_record_of_another_method_is_a_conflict_of_its_own()
    {
        await _watched.Store.SetAsync(_watched.Key, IdempotencyRecord.InProgress(LeaseToken.Create(), default, RecordOrigin.Event));

        Assert.True((await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => _watched.ExecuteAsync())).IsAnotherMethod);

        Assert.Equal(["idempotency.conflicts(reason=other_method)"], _watched.Metrics.Counts);
    }

    // IdempotencyOptions.Name stands where the helper's name would.
    [Fact]
    public async Task The_name_of_a_helpers_call_is_that_of_its_metrics_and_logs()
    {
        await _watched.Client.IdempotentExecuteAsync("a", static _ => new ValueTask<string?>(Utf8Serializer.Poison), Utf8Serializer.Instance, options: new() { Name = _watched.Method });

        Assert.Equal(["idempotency.body_runs", "idempotency.not_stored(reason=not_serialized)"], _watched.Metrics.Counts);
        Assert.Contains(_watched.Logs, record => record.Message.Contains(_watched.Method, StringComparison.Ordinal));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await _watched.Client.IdempotentExecuteAsync("a", static _ => new ValueTask<string?>(""), Utf8Serializer.Instance, options: new() { Name = "" }));
    }

    [Fact]
    public async Task C33_C34_Values_that_cannot_be_stored_are_counted_by_reason()
    {
        await CallAsync("a", static () => Utf8Serializer.Poison);
        await CallAsync("b", static () => new string('x', 200));

        Assert.Equal([(3, LogLevel.Error), (2, LogLevel.Warning)], _watched.Events);
        Assert.Equal(["cache.not_stored(reason=not_serialized)", "cache.not_stored(reason=too_large)"], _watched.Metrics.Counts.Where(static count => count.Contains("not_stored", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Utf8Serializer.Poison, 3, "not_serialized")]
    [InlineData("a result of more than a hundred bytes: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 ", 2, "too_large")]
    public async Task I26_Results_that_cannot_be_replayed_are_counted_by_reason(string value, int id, string reason)
    {
        await _watched.ExecuteAsync(_ => ValueTask.FromResult(new IdempotentResult<string?>(value, 200, false)));
        await Assert.ThrowsAsync<KvSerializationException>(() => _watched.ExecuteAsync());

        Assert.Equal([id], _watched.Events.Select(static e => e.Item1));
        Assert.Equal(["idempotency.body_runs", "idempotency.conflicts(reason=not_replayable)", $"idempotency.not_stored(reason={reason})"], _watched.Metrics.Counts);
    }

    [Fact]
    public async Task Calls_that_share_a_flight_and_hits_are_counted()
    {
        var (started, gate) = (new Gate(), new Gate());
        var first = _watched.GetAsync(async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        });
        await started.WaitAsync();
        var second = _watched.GetAsync();
        gate.Open();
        await Task.WhenAll(first, second);
        await _watched.GetAsync();

        Assert.Equal(["cache.body_runs", "cache.hits", "cache.joins", "cache.misses", "cache.misses"], _watched.Metrics.Counts);
    }

    [Fact]
    public async Task Replays_and_denials_are_counted()
    {
        await _watched.ExecuteAsync();
        await _watched.ExecuteAsync();
        await _watched.Store.DeleteAsync(_watched.Key);
        await _watched.LimitAsync(1);
        await _watched.LimitAsync(1);

        Assert.Equal(["idempotency.body_runs", "idempotency.replays", "ratelimit.admitted", "ratelimit.denied"], _watched.Metrics.Counts);
    }

    [Fact]
    public async Task I21_A_record_that_cannot_be_read_is_a_conflict()
    {
        await _watched.Store.SetAsync(_watched.Key, Secret.Bytes);

        await Assert.ThrowsAsync<KvSerializationException>(() => _watched.ExecuteAsync());

        Assert.Equal(["idempotency.conflicts(reason=unreadable)"], _watched.Metrics.Counts);
    }

    public ValueTask DisposeAsync() => _watched.DisposeAsync();
}
