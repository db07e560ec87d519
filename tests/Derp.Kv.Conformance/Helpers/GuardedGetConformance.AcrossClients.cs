using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Conformance;

// Two clients stand for two processes: the lease decides.
public abstract partial class GuardedGetConformance
{
    [Fact]
    public async Task C14_Two_clients_run_the_body_once_and_the_loser_returns_the_winners_value()
    {
        var key = NewKey();
        var clients = new[] { OtherClient(), OtherClient() };
        var (runs, started, gate) = (0, new Gate(), new Gate());
        async ValueTask<byte[]> Body(CancellationToken ct)
        {
            var run = Interlocked.Increment(ref runs);
            started.Open();
            await gate.WaitAsync();
            return [(byte)run];
        }

        var callers = Enumerable.Range(0, 64)
            .Select(i => Task.Run(async () => await clients[i % 2].GuardedGetAsync(key, Body, Minute, lockTtl: Minute, retryDelay: TimeSpan.FromMilliseconds(5))))
            .ToArray();
        await started.WaitAsync();
        gate.Open();

        Assert.All(await Task.WhenAll(callers), value => Assert.Equal([1], value));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task C15_A_hit_is_one_operation_and_a_miss_three()
    {
        var key = NewKey();
        var client = OtherClient();

        await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([1]), Minute);
        Assert.Equal(["Get", "GetOrLease", "CommitLease"], client.Operations);
        client.ClearOperations();
        await client.GuardedGetAsync(key, _ => throw new InvalidOperationException("The body ran on a hit."), Minute);

        Assert.Equal(["Get"], client.Operations);
    }

    [Fact]
    public async Task C15_A_value_filled_in_between_read_and_acquire_is_never_computed_twice()
    {
        var key = NewKey();
        var client = OtherClient();
        client.After = async operation =>
        {
            if (operation == "Get")
                await Store.SetAsync(key, new byte[] { 9 }, Minute);
        };

        var value = await client.GuardedGetAsync(key, _ => throw new InvalidOperationException("The body ran."), Minute);

        Assert.Equal([9], value);
    }

    [Fact]
    public async Task C18_A_holder_that_dies_is_succeeded_by_exactly_one_waiter()
    {
        var key = NewKey();
        var clients = new[] { OtherClient(), OtherClient(), OtherClient() };
        var (runs, started, gate) = (0, new Gate(), new Gate());

        // The dead holder: a lease that nobody renews, commits or releases.
        var dead = await Store.GetOrLeaseAsync(key, LeaseToken.Create(), TimeSpan.FromMilliseconds(80));
        Assert.True(dead.IsGranted);
        var waiters = clients.Select(client => client.GuardedGetAsync(key, async _ =>
        {
            Interlocked.Increment(ref runs);
            started.Open();
            await gate.WaitAsync();
            return [4];
        }, Minute, lockTtl: Minute, retryDelay: TimeSpan.FromMilliseconds(5)).AsTask()).ToArray();
        await started.WaitAsync();
        gate.Open();

        Assert.All(await Task.WhenAll(waiters), value => Assert.Equal([4], value));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task C17_A_body_longer_than_its_lease_keeps_it()
    {
        var key = NewKey();
        var client = OtherClient();
        var renewed = new Gate();
        var renewals = 0;
        client.After = operation =>
        {
            if (operation == "RenewLease" && ++renewals == 4)
                renewed.Open();
            return default;
        };

        // Four renewals at a third each: the lease would have ended before the last.
        var value = await client.GuardedGetAsync(key, async _ =>
        {
            await renewed.WaitAsync();
            return [1];
        }, Minute, lockTtl: TimeSpan.FromMilliseconds(1500));

        Assert.Equal([1], value);
        Assert.Equal([1], await Store.GetAsync(key));
    }

    [Fact]
    public async Task C14_C19_Three_clients_and_a_body_of_six_leases_are_one_run()
    {
        var key = NewKey();
        var clients = new[] { OtherClient(), OtherClient(), OtherClient() };
        var (runs, lease) = (0, TimeSpan.FromMilliseconds(500));
        var (renewed, renewals) = (new Gate(), 0);
        foreach (var client in clients)
        {
            client.After = operation =>
            {
                // One a third of a lease: 18 of them are six leases.
                if (operation == "RenewLease" && Interlocked.Increment(ref renewals) == 18)
                    renewed.Open();
                return default;
            };
        }

        var calls = clients.Select(client => client.GuardedGetAsync(key, async _ =>
        {
            Interlocked.Increment(ref runs);
            await renewed.WaitAsync();
            return [7];
        }, Minute, lockTtl: lease).AsTask()).ToArray();

        Assert.All(await Task.WhenAll(calls), value => Assert.Equal([7], value));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task C20_A_commit_after_the_lease_expired_stores_nothing_and_the_value_is_returned()
    {
        var key = NewKey();
        var client = WithoutRenewal();

        var value = await client.GuardedGetAsync(key, async _ =>
        {
            await GoneAsync(LeaseKey.Of(key));
            return [1];
        }, Minute, lockTtl: TimeSpan.FromMilliseconds(30));

        Assert.Equal([1], value);
        Assert.Null(await Store.GetAsync(key));
    }

    [Fact]
    public async Task C20_A_late_owner_neither_stores_nor_takes_its_successors_lease()
    {
        var key = NewKey();
        var (late, successor) = (WithoutRenewal(), OtherClient());
        var (successorStarted, successorGate) = (new Gate(), new Gate());
        Task<byte[]>? second = null;

        var first = await late.GuardedGetAsync(key, async _ =>
        {
            await GoneAsync(LeaseKey.Of(key));
            second = successor.GuardedGetAsync(key, async _ =>
            {
                successorStarted.Open();
                await successorGate.WaitAsync();
                return [2];
            }, Minute, lockTtl: Minute).AsTask();
            await successorStarted.WaitAsync();
            return [1];
        }, Minute, lockTtl: TimeSpan.FromMilliseconds(30));

        Assert.Equal([1], first);
        Assert.True(await IsLeasedAsync(key));
        Assert.Null(await Store.GetAsync(key));
        successorGate.Open();
        Assert.Equal([2], await second!);
        Assert.Equal([2], await Store.GetAsync(key));
    }

    // A process that was suspended: its renewals come to nothing, and it does not know.
    private InterceptingKvClient WithoutRenewal()
    {
        var client = OtherClient();
        client.LoseRenewals = true;
        return client;
    }

    [Fact]
    public async Task C20_An_unanswered_acquire_is_followed_by_a_release_and_its_run_stores_nothing()
    {
        var key = NewKey();
        var client = OtherClient();
        client.After = static operation => operation == "GetOrLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;

        var value = await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([1]), Minute, lockTtl: Minute);

        Assert.Equal([1], value);
        await GoneAsync(LeaseKey.Of(key));
        Assert.Null(await Store.GetAsync(key));
        Assert.Equal(["Get", "GetOrLease", "ReleaseLease"], client.Operations);
    }

    [Fact]
    public async Task C4_A_lease_granted_after_the_last_caller_left_is_given_back()
    {
        var key = NewKey();
        var client = OtherClient();
        var (granted, gate) = (new Gate(), new Gate());
        client.After = async operation =>
        {
            if (operation != "GetOrLease")
                return;
            granted.Open();
            await gate.WaitAsync();
        };
        using var leaving = new CancellationTokenSource();
        var call = client.GuardedGetAsync(key, _ => throw new InvalidOperationException("The body ran for nobody."), Minute, lockTtl: Minute, cancellationToken: leaving.Token).AsTask();
        await granted.WaitAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(await IsLeasedAsync(key));

        gate.Open();

        await GoneAsync(LeaseKey.Of(key));
    }

    [Fact]
    public async Task C22_A_failed_leader_releases_at_once_and_the_next_waiter_tries()
    {
        var key = NewKey();
        var (failing, waiting) = (OtherClient(), OtherClient());
        var (started, gate, looked) = (new Gate(), new Gate(), new Gate());
        waiting.After = operation =>
        {
            if (operation == "GetOrLease")
                looked.Open();
            return default;
        };
        var leader = failing.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            throw new FormatException();
        }, Minute, lockTtl: Minute).AsTask();
        await started.WaitAsync();
        var waiter = waiting.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute, lockTtl: Minute, retryDelay: TimeSpan.FromMilliseconds(5)).AsTask();
        await looked.WaitAsync();

        gate.Open();

        await Assert.ThrowsAsync<FormatException>(() => leader);
        Assert.Equal([2], await waiter);
    }
}
