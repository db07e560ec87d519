using System.Threading.RateLimiting;

namespace Derp.Kv.Conformance;

// The store is down, the caller leaves, the limiter is disposed of.
public abstract partial class KvRateLimiterConformance
{
    [Theory]
    [InlineData(RateLimitUnavailable.Allow, true)]
    [InlineData(RateLimitUnavailable.Deny, false)]
    public async Task R13_R14_While_the_store_is_down_the_policy_decides_after_one_try_and_the_lease_says_so(RateLimitUnavailable policy, bool acquired)
    {
        var client = OtherClient();
        client.TakeDown();
        await using var limiter = new KvRateLimiter(client, "alice", Options(onUnavailable: policy));

        using var lease = await limiter.AcquireAsync();

        Assert.Equal(acquired, lease.IsAcquired);
        Assert.True(lease.TryGetMetadata(KvRateLimitMetadataName.Counted, out var counted));
        Assert.False(counted);
        Assert.False(lease.TryGetMetadata(KvRateLimitMetadataName.Remaining, out _));
        Assert.False(lease.TryGetMetadata(KvRateLimitMetadataName.ResetAfter, out _));
        Assert.Equal(!acquired, lease.TryGetMetadata(MetadataName.RetryAfter, out _));
        Assert.Equal(!acquired, lease.TryGetMetadata(MetadataName.ReasonPhrase, out _));
        Assert.Equal(["AcquirePermit"], client.Operations);
        Assert.Equal(acquired, (await limiter.AcquireAsync(0)).IsAcquired);
        Assert.Equal(3, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public async Task R13_R14_A_lost_reply_is_thrown_and_not_resent_where_the_policy_is_to_throw()
    {
        var client = OtherClient();
        client.After = static _ => throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
        await using var limiter = new KvRateLimiter(client, "alice", Options(onUnavailable: RateLimitUnavailable.Throw));

        Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(async () => await limiter.AcquireAsync())).OutcomeUnknown);

        Assert.Equal(["AcquirePermit"], client.Operations);
        Assert.Equal((0, 0), (limiter.GetStatistics()!.TotalSuccessfulLeases, limiter.GetStatistics()!.TotalFailedLeases));
        Assert.NotNull(limiter.IdleDuration);
        await using var other = new KvRateLimiter(Store, "alice", Options());
        using var look = await other.AcquireAsync(0);
        Assert.Equal(2, Metadata(look, KvRateLimitMetadataName.Remaining));
    }

    [Fact]
    public async Task A_caller_who_leaves_gets_his_own_token_and_the_limiter_is_idle_again()
    {
        var client = OtherClient();
        var (reached, held) = (new Gate(), new Gate());
        using var caller = new CancellationTokenSource();
        client.Before = async _ =>
        {
            reached.Open();
            await held.WaitAsync();
            caller.Token.ThrowIfCancellationRequested();
        };
        await using var limiter = new KvRateLimiter(client, "alice", Options());

        var call = limiter.AcquireAsync(1, caller.Token).AsTask();
        await reached.WaitAsync();
        Assert.Null(limiter.IdleDuration);
        await caller.CancelAsync();
        held.Open();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, thrown.CancellationToken);
        Assert.NotNull(limiter.IdleDuration);
        Assert.Equal((0, 0), (limiter.GetStatistics()!.TotalSuccessfulLeases, limiter.GetStatistics()!.TotalFailedLeases));
    }

    [Fact]
    public async Task A_token_that_has_fired_ends_the_call_before_it_reaches_the_store()
    {
        var client = OtherClient();
        await using var limiter = new KvRateLimiter(client, "alice", Options());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.AcquireAsync(1, new CancellationToken(canceled: true)));

        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task Disposal_ends_the_limiter_and_neither_its_client_nor_its_counter()
    {
        var limiter = new KvRateLimiter(Store, "alice", Options(limit: 1));
        Assert.True((await limiter.AcquireAsync()).IsAcquired);

        await limiter.DisposeAsync();
        limiter.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await limiter.AcquireAsync());
        Assert.False(limiter.AttemptAcquire().IsAcquired);
        Assert.Equal(1, limiter.GetStatistics()!.TotalSuccessfulLeases);
        await using var successor = new KvRateLimiter(Store, "alice", Options(limit: 1));
        Assert.False((await successor.AcquireAsync()).IsAcquired);
    }
}
