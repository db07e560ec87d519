using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>How waits for other processes end, in numbers and in traces.</summary>
public sealed class WaitTests : IAsyncDisposable
{
    private readonly Watched _watched = new();

    // As Watched.HeldByAnotherAsync: the call waits once, not again with each step of its client's subscription.
    private async Task<byte[]> ClaimedByAnotherAsync()
    {
        await (_watched.Client.Notices.TurnOn() ?? Task.CompletedTask);
        var record = IdempotencyRecord.InProgress(LeaseToken.Create(), default, default);
        await _watched.Store.SetAsync(_watched.Key, record, TimeSpan.FromHours(1));
        return record;
    }

    private void AssertWaited(string space, string outcome, double longest)
    {
        Assert.Contains($"{space}.waits(outcome={outcome})", _watched.Metrics.Counts);
        var (_, seconds) = Assert.Single(_watched.Metrics.Durations, d => d.Name == $"{space}.wait_duration(outcome={outcome})");
        Assert.InRange(seconds, 0, longest);
        Assert.Equal(outcome, _watched.Activities.Single("derp.kv.wait").GetTagItem("outcome"));
    }

    [Fact]
    public async Task C14_A_wait_can_end_with_the_value()
    {
        var holder = await _watched.HeldByAnotherAsync();
        var call = _watched.GetAsync();
        await _watched.Time.SetAsync(Watched.Poll);
        await _watched.Store.CommitLeaseAsync(_watched.Key, holder, new byte[] { 7 }, TimeSpan.FromHours(1));
        _watched.Time.Advance(Watched.Poll);

        Assert.Equal([7], await call);
        AssertWaited("cache", "value", longest: 0.05);
        Assert.DoesNotContain("cache.body_runs", _watched.Metrics.Counts);
    }

    [Fact]
    public async Task C22_A_wait_can_end_with_the_lease()
    {
        var holder = await _watched.HeldByAnotherAsync();
        var call = _watched.GetAsync();
        await _watched.Time.SetAsync(Watched.Poll);
        await _watched.Store.ReleaseLeaseAsync(_watched.Key, holder);
        _watched.Time.Advance(Watched.Poll);

        Assert.Equal([1], await call);
        AssertWaited("cache", "lease", longest: 0.05);
        Assert.Equal(true, _watched.Activities.Single("derp.kv.compute").GetTagItem("leased"));
    }

    [Fact]
    public async Task C19_A_wait_can_exceed_its_budget_which_is_counted_and_not_logged()
    {
        await _watched.HeldByAnotherAsync();
        var call = _watched.GetAsync();
        await _watched.Time.SetAsync(Watched.Poll);
        _watched.Time.Advance(TimeSpan.FromSeconds(340));

        Assert.Equal([1], await call);
        AssertWaited("cache", "budget_exceeded", longest: 340);
        Assert.Equal(false, _watched.Activities.Single("derp.kv.compute").GetTagItem("leased"));
        Assert.Empty(_watched.Events);
    }

    [Fact]
    public async Task C28_A_wait_can_end_with_a_failure_of_the_store()
    {
        await _watched.HeldByAnotherAsync();
        var call = _watched.GetAsync();
        await _watched.Time.SetAsync(Watched.Poll);
        _watched.Client.TakeDown();
        _watched.Time.Advance(Watched.Poll);

        Assert.Equal([1], await call);
        AssertWaited("cache", "store_failed", longest: 0.05);
    }

    [Fact]
    public async Task C4_A_wait_can_be_abandoned()
    {
        await _watched.HeldByAnotherAsync();
        using var leaving = new CancellationTokenSource();
        var call = _watched.GetAsync(leaving.Token);
        await _watched.Time.SetAsync(Watched.Poll);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync(() => _watched.Activities.Ended.Any(static a => a.OperationName == "derp.kv.wait"));
        AssertWaited("cache", "abandoned", longest: 0);
    }

    [Fact]
    public async Task I8_A_duplicates_wait_can_end_with_the_result()
    {
        var record = await ClaimedByAnotherAsync();
        var call = _watched.ExecuteAsync();
        await _watched.Time.SetAsync(Watched.ClaimPoll);
        await _watched.Store.SetAsync(_watched.Key, IdempotencyRecord.Complete(record, IdempotencyState.Completed, 200, "paid"u8));
        _watched.Time.Advance(Watched.ClaimPoll);

        Assert.True((await call).IsReplay);
        AssertWaited("idempotency", "replay", longest: 0.5);
    }

    [Fact]
    public async Task I9_A_duplicates_wait_can_end_with_the_claim()
    {
        await ClaimedByAnotherAsync();
        var call = _watched.ExecuteAsync();
        await _watched.Time.SetAsync(Watched.ClaimPoll);
        await _watched.Store.DeleteAsync(_watched.Key);
        _watched.Time.Advance(Watched.ClaimPoll);

        Assert.False((await call).IsReplay);
        AssertWaited("idempotency", "claim", longest: 0.5);
    }

    [Fact]
    public async Task I10_A_duplicates_wait_can_end_in_a_conflict()
    {
        await ClaimedByAnotherAsync();
        var call = _watched.ExecuteAsync();
        await _watched.Time.SetAsync(Watched.ClaimPoll);
        await _watched.Store.SetAsync(_watched.Key, IdempotencyRecord.InProgress(LeaseToken.Create(), Fingerprint.Of("other"u8), default));
        _watched.Time.Advance(Watched.ClaimPoll);

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => call);
        AssertWaited("idempotency", "conflict", longest: 0.5);
    }

    [Fact]
    public async Task I8_A_duplicates_wait_can_time_out()
    {
        await ClaimedByAnotherAsync();
        var call = _watched.ExecuteAsync(new IdempotencyOptions { LockTtl = Watched.Lease, WaitTimeout = TimeSpan.FromSeconds(45) });
        await _watched.Time.SetAsync(Watched.ClaimPoll);
        _watched.Time.Advance(TimeSpan.FromSeconds(45));

        await Assert.ThrowsAsync<IdempotencyInFlightException>(() => call);
        AssertWaited("idempotency", "timeout", longest: 45);
        Assert.Contains("idempotency.conflicts(reason=in_flight)", _watched.Metrics.Counts);
    }

    [Fact]
    public async Task I20_A_duplicates_wait_can_end_with_a_failure_of_the_store()
    {
        await ClaimedByAnotherAsync();
        var call = _watched.ExecuteAsync(new IdempotencyOptions { LockTtl = Watched.Lease, WaitTimeout = TimeSpan.FromSeconds(45) });
        await _watched.Time.SetAsync(Watched.ClaimPoll);
        _watched.Client.TakeDown();
        _watched.Time.Advance(TimeSpan.FromSeconds(45));

        await Assert.ThrowsAsync<KvUnavailableException>(() => call);
        AssertWaited("idempotency", "store_failed", longest: 45);
    }

    [Fact]
    public async Task I18_A_duplicates_wait_can_be_abandoned()
    {
        await ClaimedByAnotherAsync();
        using var leaving = new CancellationTokenSource();
        var call = _watched.ExecuteAsync(cancellationToken: leaving.Token);
        await _watched.Time.SetAsync(Watched.ClaimPoll);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        AssertWaited("idempotency", "abandoned", longest: 0);
    }

    public ValueTask DisposeAsync() => _watched.DisposeAsync();
}
