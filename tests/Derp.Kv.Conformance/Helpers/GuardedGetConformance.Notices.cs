using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Conformance;

// Waiting for another process. Looks are days apart in these tests, so that only a notice can wake the waiter.
public abstract partial class GuardedGetConformance
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static Func<CancellationToken, ValueTask<byte[]>> Returns(byte value) => _ => ValueTask.FromResult<byte[]>([value]);

    private static ValueTask<byte[]> WaitingCall(KvClient client, byte[] key, byte own, CancellationToken ct = default) =>
        client.GuardedGetAsync(key, Returns(own), Minute, lockTtl: s_day, retryDelay: s_day, cancellationToken: ct);

    private async Task<bool> IsMarkedAsync(byte[] key) =>
        await Store.GetAsync(LeaseKey.Of(key)) is [.., 1];

    // The mark is left by a command that the waiter has been answered: from here on nothing is lost.
    private Task MarkedAsync(byte[] key) => Eventually.HoldsAsync(() => IsMarkedAsync(key), "The waiter should have marked the lease.");

    [Fact]
    public async Task C16_A_commit_wakes_the_waiter_with_the_value()
    {
        var (key, holder) = (NewKey(), LeaseToken.Create());
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        var waiter = WaitingCall(OtherClient(), key, own: 9).AsTask();
        await MarkedAsync(key);

        Assert.True(await Store.CommitLeaseAsync(key, holder, new byte[] { 1 }, Minute));

        Assert.Equal([1], await waiter.WaitAsync(s_patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C16_C22_A_release_and_an_invalidation_wake_the_waiter_to_become_the_holder(bool invalidate)
    {
        var (key, holder) = (NewKey(), LeaseToken.Create());
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        var waiter = WaitingCall(OtherClient(), key, own: 9).AsTask();
        await MarkedAsync(key);

        if (invalidate)
            await Store.InvalidateAsync(key);
        else
            Assert.True(await Store.ReleaseLeaseAsync(key, holder));

        Assert.Equal([9], await waiter.WaitAsync(s_patience));
        Assert.Equal([9], await Store.GetAsync(key));
    }

    [Fact]
    public async Task C16_One_waiter_per_process_waits_and_its_followers_share_the_answer()
    {
        var (key, holder, client) = (NewKey(), LeaseToken.Create(), OtherClient());
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        var first = WaitingCall(client, key, own: 9).AsTask();
        await MarkedAsync(key);
        client.ClearOperations();

        var followers = Enumerable.Range(0, 20).Select(_ => WaitingCall(client, key, own: 9).AsTask()).ToArray();
        await Store.CommitLeaseAsync(key, holder, new byte[] { 1 }, Minute);

        Assert.All(await Task.WhenAll([first, .. followers]).WaitAsync(s_patience), value => Assert.Equal([1], value));
        Assert.Equal(["GetOrLease"], client.Operations.Where(static operation => operation != "Get"));
    }

    // Its processes learn of each release, and each gets its turn with the lease.
    [Fact]
    public async Task C16_C11_Each_waiting_process_runs_a_failing_body_at_most_once()
    {
        var (key, holder, runs) = (NewKey(), LeaseToken.Create(), 0);
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        var clients = Enumerable.Range(0, 3).Select(_ => OtherClient()).ToArray();
        var waiters = clients.SelectMany(client => Enumerable.Range(0, 5).Select(_ => client.GuardedGetAsync(key, _ =>
        {
            Interlocked.Increment(ref runs);
            throw new FormatException();
        }, Minute, lockTtl: s_day, retryDelay: s_day).AsTask())).ToArray();
        foreach (var client in clients)
            await WaitsAsync(client);

        await Store.ReleaseLeaseAsync(key, holder);

        foreach (var waiter in waiters)
            await Assert.ThrowsAsync<FormatException>(() => waiter.WaitAsync(s_patience));
        Assert.Equal(3, runs);
    }

    private static Task WaitsAsync(InterceptingKvClient client) => Eventually.HoldsAsync(
        () => Task.FromResult(client.Operations.Count(static operation => operation == "GetOrLease") >= 2), "The client should have looked twice.");

    [Fact]
    public async Task C16_A_mark_that_ended_with_its_lease_is_renewed_on_the_next_holders()
    {
        var (key, holder, client) = (NewKey(), LeaseToken.Create(), OtherClient());
        var (looks, passedOn) = (0, new Gate());
        client.Before = async operation =>
        {
            // At the end of the dead holder's lease the waiter looks, and comes second.
            if (operation != "GetOrLease" || ++looks != 3)
                return;
            await GoneAsync(LeaseKey.Of(key));
            Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
            passedOn.Open();
        };
        Assert.True((await Store.GetOrLeaseAsync(key, LeaseToken.Create(), TimeSpan.FromSeconds(2))).IsGranted);
        var waiter = WaitingCall(client, key, own: 9).AsTask();
        await passedOn.WaitAsync();
        await MarkedAsync(key);

        await Store.CommitLeaseAsync(key, holder, new byte[] { 1 }, Minute);

        Assert.Equal([1], await waiter.WaitAsync(s_patience));
    }

    [Fact]
    public async Task C16_A_notice_that_comes_before_the_answer_it_belongs_to_is_not_missed()
    {
        var (key, holder, client, told) = (NewKey(), LeaseToken.Create(), OtherClient(), new Gate());
        client.AfterNotice = told.Open;
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        client.After = async operation =>
        {
            // The mark stands; before the waiter hears that it has to wait, the lease is over.
            if (operation == "GetOrLease" && await IsMarkedAsync(key))
            {
                await Store.CommitLeaseAsync(key, holder, new byte[] { 1 }, Minute);
                await told.WaitAsync();
            }
        };

        Assert.Equal([1], await WaitingCall(client, key, own: 9).AsTask().WaitAsync(s_patience));
    }

    [Fact]
    public async Task C16_A_lost_notice_is_made_up_for_by_the_next_look()
    {
        var (key, holder, client) = (NewKey(), LeaseToken.Create(), OtherClient());
        client.LoseNotices = true;
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        var waiter = client.GuardedGetAsync(key, Returns(9), Minute, lockTtl: s_day, retryDelay: TimeSpan.FromMilliseconds(5)).AsTask();
        await MarkedAsync(key);

        await Store.CommitLeaseAsync(key, holder, new byte[] { 1 }, Minute);

        Assert.Equal([1], await waiter.WaitAsync(s_patience));
    }

    [Fact]
    public async Task C16_Where_subscribing_is_refused_waiters_poll_and_leave_no_mark()
    {
        var (key, holder, client) = (NewKey(), LeaseToken.Create(), OtherClient());
        client.Before = static operation => operation == "SubscribeToNotices" ? throw new KvException("NOPERM") : default;
        Assert.True((await Store.GetOrLeaseAsync(key, holder, s_day)).IsGranted);
        var waiter = client.GuardedGetAsync(key, Returns(9), Minute, lockTtl: s_day, retryDelay: TimeSpan.FromMilliseconds(5)).AsTask();
        await WaitsAsync(client);
        Assert.False(await IsMarkedAsync(key));

        await Store.CommitLeaseAsync(key, holder, new byte[] { 1 }, Minute);

        Assert.Equal([1], await waiter.WaitAsync(s_patience));
        Assert.Single(client.Operations, "SubscribeToNotices");
    }

    [Fact]
    public async Task C16_C2_A_waiter_that_is_cancelled_leaves_at_once_and_its_flight_ends()
    {
        var (key, client) = (NewKey(), OtherClient());
        Assert.True((await Store.GetOrLeaseAsync(key, LeaseToken.Create(), s_day)).IsGranted);
        using var leaving = new CancellationTokenSource();
        var waiter = WaitingCall(client, key, own: 9, leaving.Token).AsTask();
        await MarkedAsync(key);

        await leaving.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.WaitAsync(s_patience));
        Assert.Equal(leaving.Token, cancelled.CancellationToken);
        Assert.Equal(0, client.Flights.Count);
    }

    [Fact]
    public async Task C21_A_flight_that_waits_when_its_key_is_invalidated_here_looks_again_at_once()
    {
        var (key, client) = (NewKey(), OtherClient());
        client.LoseNotices = true;
        Assert.True((await Store.GetOrLeaseAsync(key, LeaseToken.Create(), s_day)).IsGranted);
        var waiter = WaitingCall(client, key, own: 9).AsTask();
        await MarkedAsync(key);
        client.ClearOperations();
        client.Before = operation =>
        {
            // Not before the lease is void: that look would find it, and there would be no other.
            if (operation == "Invalidate")
                Assert.DoesNotContain("GetOrLease", client.Operations);
            return default;
        };

        await client.InvalidateAsync(key);

        Assert.Equal([9], await waiter.WaitAsync(s_patience));
    }
}
