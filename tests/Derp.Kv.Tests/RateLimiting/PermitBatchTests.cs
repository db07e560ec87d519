using System.Globalization;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Runtime;
using Derp.Kv.Tests.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.RateLimiting;

// How many permits are taken in advance, for how long they are held, and who waits for whom.
public sealed class PermitBatchTests : IAsyncDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private static readonly PermitRequest s_request = new(1_000, s_window);

    private readonly FakeTimeProvider _server = new();
    private readonly SuspendedTime _time;
    private readonly List<long> _asked = [];
    private readonly InterceptingKvClient _client;

    public PermitBatchTests()
    {
        _time = new SuspendedTime(_server);
        _client = new InterceptingKvClient(new MemoryKvClient(new KvClientOptions { TimeProvider = _server }), new KvClientOptions { TimeProvider = _time });
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<RateLimitResult> CallAsync(long most = 100, PermitRequest? request = null, string key = "a", CancellationToken cancellationToken = default) =>
        await _client.LimitAsync(Encoding.ASCII.GetBytes(key), request ?? s_request, RateLimitUnavailable.Throw, "test", cancellationToken, most);

    private async Task CallAsync(int calls, TimeSpan pause, long most = 100, PermitRequest? request = null)
    {
        for (var i = 0; i < calls; i++)
        {
            var before = _client.Operations.Count;
            Assert.True((await CallAsync(most, request)).Allowed);
            if (_client.Operations.Count > before)
                _asked.Add(i);
            _server.Advance(pause);
        }
    }

    [Fact]
    public async Task R17_The_batch_doubles_while_it_is_used_up_quickly()
    {
        await CallAsync(400, TimeSpan.Zero);
        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 127, 227, 327], _asked);
    }

    [Fact]
    public async Task R17_A_slow_key_takes_one_at_a_time()
    {
        await CallAsync(40, TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => (long)i), _asked);
        Assert.All(_client.Operations, static operation => Assert.Equal("AcquirePermit", operation));
    }

    [Fact]
    public async Task R17_A_key_that_becomes_slow_takes_less_and_less()
    {
        var request = s_request with { Window = TimeSpan.FromHours(1) };
        await CallAsync(63, TimeSpan.Zero, request: request);
        _asked.Clear();
        await CallAsync(133, TimeSpan.FromMilliseconds(400), request: request);

        // About as many as are used in a second.
        Assert.Equal([0, 64, 96, 112, 120, 124, 126, 130, 132], _asked);
    }

    [Fact]
    public async Task R17_A_window_that_ends_leaves_a_batch_of_what_was_used()
    {
        await CallAsync(66, TimeSpan.Zero);
        _server.Advance(s_window);
        _asked.Clear();
        await CallAsync(13, TimeSpan.Zero);

        // Three of 64 were used.
        Assert.Equal([0, 3, 9], _asked);
    }

    [Fact]
    public async Task R17_No_more_is_taken_than_is_waited_for_or_was_used()
    {
        var goOn = new TaskCompletionSource();
        _client.Before = _ => new ValueTask(goOn.Task);
        var calls = Enumerable.Range(0, 40).Select(_ => CallAsync()).ToArray();
        _client.Before = null;
        goOn.SetResult();

        Assert.All(await Task.WhenAll(calls), static result => Assert.True(result.Allowed));
        Assert.Equal(["AcquirePermit", "AcquirePermitsUpTo"], _client.Operations);
        Assert.Equal(40, (await _client.AcquirePermitAsync("a"u8.ToArray(), s_request with { Cost = 0 })).Count);
    }

    [Fact]
    public async Task R17_One_command_is_under_way_and_calls_are_admitted_in_order()
    {
        var (underWay, most) = (0, 0);
        _client.Before = async _ =>
        {
            most = Math.Max(most, ++underWay);
            await Task.Yield();
            underWay--;
        };

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => CallAsync(most: 4)).ToArray());
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(1, 30).Select(static i => (long)i), results.Select(static result => result.Count));
    }

    [Fact]
    public async Task R1_R17_What_remains_is_told_as_if_each_call_had_asked()
    {
        for (var i = 1; i <= 10; i++)
        {
            var result = await CallAsync(request: new PermitRequest(10, s_window));
            Assert.Equal(new RateLimitResult(true, 10, i, 10 - i, null, s_window - TimeSpan.FromMilliseconds(100 * (i - 1)), true), result);
            _server.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(_client.Operations.Count, 1, 5);
    }

    [Fact]
    public async Task R17_Permits_end_with_the_window_counted_from_when_they_were_asked_for()
    {
        await CallAsync(6, TimeSpan.Zero);
        _client.After = _ =>
        {
            _server.Advance(TimeSpan.FromSeconds(10));
            return default;
        };

        // Seven to ten are taken; the window began with the first call.
        await CallAsync(2, TimeSpan.Zero);
        _client.After = null;
        _client.ClearOperations();

        // Less the millisecond that the server rounds to.
        _server.Advance(s_window - TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1) - TimeSpan.FromTicks(1));
        await CallAsync(1, TimeSpan.Zero);
        Assert.Empty(_client.Operations);

        _server.Advance(TimeSpan.FromTicks(1));
        await CallAsync(1, TimeSpan.Zero);
        Assert.Single(_client.Operations);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(55)]
    [InlineData(3600)]
    public async Task R17_A_suspension_voids_them(int seconds)
    {
        await CallAsync(4, TimeSpan.Zero);
        _client.ClearOperations();
        _time.Suspend(TimeSpan.FromSeconds(seconds));

        await CallAsync(1, TimeSpan.Zero);
        Assert.Single(_client.Operations);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(-5_000)]
    public async Task R17_A_step_of_the_wall_clock_costs_a_command(int milliseconds)
    {
        await CallAsync(4, TimeSpan.Zero);
        _client.ClearOperations();
        _time.Step += TimeSpan.FromMilliseconds(milliseconds);

        await CallAsync(1, TimeSpan.Zero);
        Assert.Single(_client.Operations);
    }

    // Not told from a clock that is being corrected, but it counts.
    [Fact]
    public async Task R17_A_short_suspension_counts()
    {
        await CallAsync(4, TimeSpan.Zero);
        _client.ClearOperations();
        _server.Advance(s_window - TimeSpan.FromMilliseconds(500));
        await CallAsync(1, TimeSpan.Zero);
        Assert.Empty(_client.Operations);

        _time.Suspend(TimeSpan.FromMilliseconds(500));
        await CallAsync(1, TimeSpan.Zero);
        Assert.Single(_client.Operations);
    }

    [Fact]
    public async Task R17_Another_setting_drops_them()
    {
        await CallAsync(4, TimeSpan.Zero);
        _client.ClearOperations();

        Assert.True((await CallAsync(request: s_request with { Limit = 500 })).Allowed);
        Assert.True((await CallAsync()).Allowed);
        Assert.Equal(["AcquirePermit", "AcquirePermit"], _client.Operations);
    }

    [Fact]
    public async Task C2_R17_A_cancelled_call_ends_at_once_and_leaves_its_permit_to_the_next()
    {
        using var source = new CancellationTokenSource();
        var goOn = new TaskCompletionSource();
        _client.Before = _ => new ValueTask(goOn.Task);
        var first = CallAsync(cancellationToken: source.Token);
        var second = CallAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        goOn.SetResult();
        Assert.Equal((true, 1L), ((await second).Allowed, (await second).Count));
        Assert.Single(_client.Operations);
    }

    [Fact]
    public async Task R13_R17_All_that_wait_get_the_failure_of_the_one_command()
    {
        var goOn = new TaskCompletionSource();
        _client.Before = async _ =>
        {
            await goOn.Task;
            throw InterceptingKvClient.TimedOut();
        };
        var calls = Enumerable.Range(0, 5).Select(_ => CallAsync()).ToArray();
        goOn.SetResult();

        foreach (var call in calls)
            await Assert.ThrowsAsync<KvUnavailableException>(() => call);
        Assert.Single(_client.Operations);
        _client.BringBack();
        Assert.True((await CallAsync()).Allowed);
    }

    [Fact]
    public async Task R16_R17_All_that_wait_are_denied_by_one_command()
    {
        await CallAsync(request: new PermitRequest(1, s_window));
        _client.ClearOperations();
        var goOn = new TaskCompletionSource();
        _client.Before = _ => new ValueTask(goOn.Task);
        var calls = Enumerable.Range(0, 5).Select(_ => CallAsync(request: new PermitRequest(1, s_window))).ToArray();
        goOn.SetResult();

        Assert.All(await Task.WhenAll(calls), static result => Assert.Equal((false, s_window), (result.Allowed, result.RetryAfter)));
        Assert.Single(_client.Operations);
    }

    [Fact]
    public async Task R17_At_most_ten_thousand_keys_are_held_and_further_ones_ask_one_by_one()
    {
        for (var i = 0; i <= PermitBatches.Most; i++)
        {
            for (var call = 0; call < 2; call++)
                await CallAsync(key: i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal((10_000, 10_000), (PermitBatches.Most, _client.PermitBatches.Count));
        _client.ClearOperations();
        for (var call = 0; call < 5; call++)
            await CallAsync(key: "10000");
        Assert.Equal(Enumerable.Repeat("AcquirePermit", 5), _client.Operations);

        // When the windows of the others have ended there is room.
        _server.Advance(s_window);
        await CallAsync(key: "10000");
        Assert.Equal(1, _client.PermitBatches.Count);
    }

    [Theory]
    [InlineData(0, 1, RateLimitAlgorithm.FixedWindow)]
    [InlineData(11, 1, RateLimitAlgorithm.FixedWindow)]
    [InlineData(2, 3, RateLimitAlgorithm.FixedWindow)]
    [InlineData(2, 1, RateLimitAlgorithm.SlidingWindow)]
    [InlineData(2, 1, RateLimitAlgorithm.TokenBucket)]
    public void R17_A_batch_that_cannot_be_is_refused(int batch, int cost, RateLimitAlgorithm algorithm) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new RateLimitedMethod<TestKey>("Tests.Find", "test:{name}", new RateLimitedPolicy { Limit = 10, Window = s_window, PermitBatch = batch, Cost = cost, Algorithm = algorithm }));
}
