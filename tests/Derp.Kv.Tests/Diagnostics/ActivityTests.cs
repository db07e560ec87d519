using System.Diagnostics;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>What a trace shows of a call.</summary>
public sealed class ActivityTests : IAsyncDisposable
{
    private readonly Watched _watched = new();
    private readonly Activity _caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();

    [Fact]
    public async Task C7_A_body_runs_in_an_activity_below_its_callers()
    {
        Activity? inside = null;
        await _watched.GetAsync(_ =>
        {
            inside = Activity.Current;
            return ValueTask.FromResult<byte[]>([1]);
        });

        var compute = _watched.Activities.Single("derp.kv.compute");
        Assert.Same(compute, inside);
        Assert.Equal((_caller.SpanId, _caller.TraceId), (compute.ParentSpanId, compute.TraceId));
        Assert.Equal([("method", _watched.Method), ("leased", true)], compute.TagObjects.Select(static tag => (tag.Key, tag.Value!)));
        Assert.Equal(ActivityStatusCode.Unset, compute.Status);
        Assert.Same(_caller, Activity.Current);
    }

    [Fact]
    public async Task K9_A_body_that_fails_shows_the_type_of_its_exception_and_nothing_that_it_says()
    {
        await Assert.ThrowsAsync<FormatException>(() => _watched.GetAsync(static _ => throw new FormatException(Secret.Value)));

        var compute = _watched.Activities.Single("derp.kv.compute");
        Assert.Equal((ActivityStatusCode.Error, null, "System.FormatException"), (compute.Status, compute.StatusDescription, compute.GetTagItem("error.type")));
        Assert.Empty(compute.Events);
        Assert.Equal("cache.body_duration(error.type=System.FormatException)", Assert.Single(_watched.Metrics.Durations).Name);
    }

    [Fact]
    public async Task A_follower_shows_what_it_waited_for_in_the_other_callers_trace()
    {
        var (started, gate) = (new Gate(), new Gate());
        var first = _watched.GetAsync(async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        });
        await started.WaitAsync();
        using var other = new Activity("other").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()).Start();
        var second = _watched.GetAsync();
        gate.Open();
        await Task.WhenAll(first, second);

        var (compute, join) = (_watched.Activities.Single("derp.kv.compute"), _watched.Activities.Single("derp.kv.join"));
        Assert.Equal(compute.Context, Assert.Single(join.Links).Context);
        Assert.Equal((other.SpanId, _caller.SpanId), (join.ParentSpanId, compute.ParentSpanId));
    }

    [Fact]
    public async Task A_wait_stands_before_the_body_not_around_it()
    {
        var holder = await _watched.HeldByAnotherAsync();
        var call = _watched.GetAsync();
        await _watched.Time.SetAsync(Watched.Poll);
        await _watched.Store.ReleaseLeaseAsync(_watched.Key, holder);
        _watched.Time.Advance(Watched.Poll);
        await call;

        Assert.Equal(["derp.kv.wait", "derp.kv.compute"], _watched.Activities.Ended.Select(static a => a.OperationName));
        Assert.All(_watched.Activities.Ended, activity => Assert.Equal(_caller.SpanId, activity.ParentSpanId));
    }

    [Fact]
    public async Task An_idempotent_call_tells_a_run_from_a_replay()
    {
        Activity? inside = null;
        await _watched.ExecuteAsync(_ =>
        {
            inside = Activity.Current;
            return ValueTask.FromResult(new IdempotentResult<string?>("paid", 200, false));
        });
        await _watched.ExecuteAsync();

        Assert.Same(_watched.Activities.Ended[0], inside);
        Assert.Equal([("run", false), ("replay", true)], _watched.Activities.Ended.Select(static a => ((string)a.GetTagItem("outcome")!, (bool)a.GetTagItem("replay")!)));
        Assert.All(_watched.Activities.Ended, static a => Assert.Equal(("derp.kv.idempotent", ActivityStatusCode.Unset), (a.OperationName, a.Status)));
    }

    [Fact]
    public async Task An_idempotent_call_that_is_refused_is_an_error_with_its_reason()
    {
        await _watched.Store.SetAsync(_watched.Key, IdempotencyRecord.InProgress(LeaseToken.Create(), default, default));

        await Assert.ThrowsAsync<IdempotencyInFlightException>(() => _watched.ExecuteAsync(new IdempotencyOptions { InFlight = InFlightBehavior.Reject }));

        var activity = _watched.Activities.Single("derp.kv.idempotent");
        Assert.Equal(("in_flight", ActivityStatusCode.Error, "Derp.Kv.IdempotencyInFlightException"), (activity.GetTagItem("outcome"), activity.Status, activity.GetTagItem("error.type")));
    }

    [Fact]
    public async Task A_limiters_decision_is_on_its_activity()
    {
        for (var i = 0; i < 3; i++)
            await _watched.LimitAsync(1);
        _watched.Client.TakeDown();
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await _watched.LimitAsync(2));

        Assert.Equal(
            [(true, true, null), (false, true, null), (false, true, true), (null, null, null)],
            _watched.Activities.Ended.Select(static a => ((bool?)a.GetTagItem("allowed"), (bool?)a.GetTagItem("counted"), (bool?)a.GetTagItem("remembered"))));
        Assert.Equal([false, false, false, true], _watched.Activities.Ended.Select(static a => a.Status == ActivityStatusCode.Error));
    }

    public ValueTask DisposeAsync()
    {
        _caller.Dispose();
        return _watched.DisposeAsync();
    }
}
