using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

// Waits follow the client's clock, leases the server's. A clock of the test's own moves the one and not the other.
public abstract partial class GuardedGetConformance
{
    [Theory]
    [InlineData(null)]
    [InlineData(90)]
    public async Task C19_A_waiter_past_ten_leases_or_its_WaitTimeout_runs_the_body_without_a_lease_and_stores_nothing(int? waitTimeout)
    {
        var budget = waitTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : Minute * 10;
        var key = NewKey();
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        var holder = LeaseToken.Create();
        Assert.True((await Store.GetOrLeaseAsync(key, holder, TimeSpan.FromHours(1))).IsGranted);
        var began = time.GetTimestamp();

        var call = client.GuardedGetAsync(
            key,
            _ => ValueTask.FromResult<byte[]>([1]),
            Minute,
            lockTtl: waitTimeout is null ? Minute : TimeSpan.FromDays(1),
            retryDelay: null,
            waitTimeout: waitTimeout is null ? null : budget).AsTask();
        await AdvanceUntilAsync(time, () => call.IsCompleted);

        Assert.Equal([1], await call);
        Assert.True(time.GetElapsedTime(began) >= budget);

        // The clock of the test may run ahead of the client, but not by a day.
        Assert.True(waitTimeout is null || time.GetElapsedTime(began) < TimeSpan.FromDays(1));
        Assert.Null(await Store.GetAsync(key));
        Assert.True(await Store.RenewLeaseAsync(key, holder, Minute), "The holder still has its lease.");
    }

    [Fact]
    public async Task C17_A_hung_body_is_given_up_after_ten_leases_and_the_key_is_free()
    {
        var key = NewKey();
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        var fired = new Gate();
        var began = time.GetTimestamp();

        var call = client.GuardedGetAsync(key, async ct =>
        {
            using var registration = ct.Register(fired.Open);
            await fired.WaitAsync();
            return [1];
        }, Minute, lockTtl: Minute).AsTask();
        await AdvanceUntilAsync(time, () => call.IsCompleted);

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.True(time.GetElapsedTime(began) >= Minute * 10);
        await fired.WaitAsync();
        await GoneAsync(LeaseKey.Of(key));
        Assert.Equal([2], await Store.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute));
    }

    [Fact]
    public async Task C37_C40_A_lease_ends_by_the_servers_clock_and_a_waiter_looks_by_its_clients()
    {
        var key = NewKey();
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        var marked = new Gate();
        var looks = 0;
        client.After = operation =>
        {
            if (operation == "GetOrLease" && Interlocked.Increment(ref looks) == 2)
                marked.Open();
            return default;
        };
        var holder = LeaseToken.Create();
        Assert.True((await Store.GetOrLeaseAsync(key, holder, Minute)).IsGranted);
        // The client's time flies below: its own lease must outlive that, or its value would not be stored (I27).
        var call = client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([1]), Minute, lockTtl: TimeSpan.FromDays(10)).AsTask();
        await marked.WaitAsync();

        Assert.True(await Store.RenewLeaseAsync(key, holder, TimeSpan.FromMilliseconds(30)));
        await GoneAsync(LeaseKey.Of(key));
        Assert.Equal(2, Volatile.Read(ref looks));

        await AdvanceUntilAsync(time, () => call.IsCompleted);
        Assert.Equal([1], await call);
        Assert.Equal([1], await Store.GetAsync(key));
    }

    // Steps small enough that nothing which waits for its turn is left behind by much: the ten leases of a body take more than
    // a second, so that one which has just ended is not given up.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> reached)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!reached())
        {
            Assert.True(DateTime.UtcNow < deadline, "Time passed and nothing came of it.");
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }
    }
}
