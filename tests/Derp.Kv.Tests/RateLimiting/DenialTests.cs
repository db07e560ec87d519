using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Tests.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.RateLimiting;

// How long denials are remembered, and how many.
public sealed class DenialTests : IAsyncDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _time = new();
    private readonly InterceptingKvClient _client;

    public DenialTests() => _client = new InterceptingKvClient(new MemoryKvClient(new KvClientOptions { TimeProvider = _time }));

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask<RateLimitResult> CallAsync(TimeSpan? window = null) => _client.RateLimitAsync("a", 1, window ?? s_window);

    [Fact]
    public async Task R2_R16_After_RetryAfter_and_not_1_ms_before_the_store_is_asked()
    {
        await CallAsync();
        Assert.Equal(s_window, (await CallAsync()).RetryAfter);
        _client.ClearOperations();

        _time.Advance(s_window - TimeSpan.FromMilliseconds(1));
        var denied = await CallAsync();
        Assert.Equal((TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)), (denied.RetryAfter, denied.ResetAfter));
        Assert.Empty(_client.Operations);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await CallAsync()).Allowed);
        Assert.Equal(["AcquirePermit"], _client.Operations);
    }

    [Fact]
    public async Task R16_A_long_denial_costs_one_command_in_five_seconds()
    {
        var hour = TimeSpan.FromHours(1);
        await CallAsync(hour);
        _client.ClearOperations();
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(20); passed += TimeSpan.FromMilliseconds(100))
        {
            var denied = await CallAsync(hour);
            Assert.Equal((false, hour - passed), (denied.Allowed, denied.RetryAfter));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(4, _client.Operations.Count);
    }

    // The server has decided at some moment between: until the wait has passed since the call was sent, it denies for sure; the wait
    // that is told must be over for sure.
    [Fact]
    public async Task R2_R16_A_denial_lasts_from_when_the_call_was_sent_and_its_wait_counts_from_the_receipt()
    {
        var second = TimeSpan.FromSeconds(1);
        await CallAsync();
        _client.Before = _ => Passes(second);
        _client.After = _ => Passes(second);

        // Sent at 0, decided at 1, received at 2.
        Assert.Equal(s_window - second, (await CallAsync()).RetryAfter);
        _client.Before = _client.After = null;
        _client.ClearOperations();
        Assert.False((await CallAsync()).Allowed);
        Assert.Equal(["AcquirePermit"], _client.Operations);

        ValueTask Passes(TimeSpan time)
        {
            _time.Advance(time);
            return default;
        }
    }

    [Fact]
    public async Task R16_The_wait_of_a_remembered_denial_counts_from_the_receipt()
    {
        var minute = TimeSpan.FromMinutes(1);
        await CallAsync(minute);
        _client.After = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return default;
        };
        Assert.Equal(minute, (await CallAsync(minute)).RetryAfter);

        _time.Advance(TimeSpan.FromSeconds(1));
        _client.ClearOperations();
        Assert.Equal(minute - TimeSpan.FromSeconds(1), (await CallAsync(minute)).RetryAfter);
        Assert.Empty(_client.Operations);

        // Five seconds after it was sent.
        _time.Advance(TimeSpan.FromSeconds(2));
        await CallAsync(minute);
        Assert.Equal(["AcquirePermit"], _client.Operations);
    }

    [Fact]
    public void R16_At_most_ten_thousand_keys_are_remembered()
    {
        var denials = new Denials(_time);
        var request = new PermitRequest(1, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 30_000; i++)
            denials.Note(Key(i), request, denials.Ask(), Denied(TimeSpan.FromMinutes(1)));

        Assert.InRange(Denials.Most, 1, 10_000);
        Assert.InRange(denials.Count, Denials.Most * 9 / 10, Denials.Most);
        Assert.True(denials.TryFind(Key(29_999), request, out _));

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, denials.Count);
    }

    [Fact]
    public void R16_What_has_ended_makes_room_first_and_what_ends_first_next()
    {
        var denials = new Denials(_time);
        var request = new PermitRequest(1, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5_000; i++)
            denials.Note(Key(i), request, denials.Ask(), Denied(TimeSpan.FromSeconds(i < 2_500 ? 1 : 4)));
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 5_000; i < 7_500; i++)
            denials.Note(Key(i), request, denials.Ask(), Denied(TimeSpan.FromSeconds(4)));

        Assert.InRange(denials.Count, 4_700, 5_000);
    }

    [Fact]
    public async Task R16_A_cancelled_call_and_a_disposed_client_are_not_answered_from_memory()
    {
        await CallAsync();
        await CallAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _client.RateLimitAsync("a", 1, s_window, cancellationToken: new CancellationToken(canceled: true)));

        await _client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await CallAsync());
    }

    [Fact]
    public async Task R16_The_limiter_of_the_framework_remembers_too()
    {
        await using var limiter = new KvRateLimiter(_client, "alice", new KvRateLimiterOptions { Name = "login", Limit = 2, Window = TimeSpan.FromMinutes(1) });
        Assert.True((await limiter.AcquireAsync(2)).IsAcquired);
        for (var i = 0; i < 3; i++)
            Assert.False((await limiter.AcquireAsync()).IsAcquired);
        Assert.Equal(["AcquirePermit", "AcquirePermit"], _client.Operations);

        // A peek asks.
        Assert.False((await limiter.AcquireAsync(0)).IsAcquired);
        Assert.False((await limiter.AcquireAsync(0)).IsAcquired);
        Assert.Equal(4, _client.Operations.Count);
        Assert.Equal(5, limiter.GetStatistics()!.TotalFailedLeases);
    }

    [Fact]
    public async Task R16_A_denial_from_memory_counts_as_one_and_is_told_apart()
    {
        using var metrics = new MetricRecorder("remembering");
        await using var limiter = new KvRateLimiter(_client, "alice", new KvRateLimiterOptions { Name = "remembering", Limit = 1, Window = s_window });
        for (var i = 0; i < 4; i++)
            await limiter.AcquireAsync();

        Assert.Equal(
            ["ratelimit.admitted", .. Enumerable.Repeat("ratelimit.denied", 3), .. Enumerable.Repeat("ratelimit.remembered", 2)],
            metrics.Counts);
    }

    private static byte[] Key(int number) => System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private static RateLimitResult Denied(TimeSpan wait) => new(false, 1, 1, 0, wait, wait, Counted: true);
}
