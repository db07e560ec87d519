using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

// A body that blocks its thread is held as any other, and a network that is silent ends no body.
public abstract partial class GuardedGetConformance
{
    [Fact]
    public async Task C17_I27_A_body_that_blocks_its_thread_is_given_up_after_ten_leases_and_the_key_is_free()
    {
        var key = NewKey();
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        using var fired = new ManualResetEventSlim();
        var began = time.GetTimestamp();

        var call = client.GuardedGetAsync(
            key,
            ct =>
            {
                // Blocks for as long as it takes; the token lets go of it, so that the test leaves no thread behind.
                if (ct.WaitHandle.WaitOne(TimeSpan.FromSeconds(90)))
                    fired.Set();
                return ValueTask.FromResult<byte[]>([1]);
            },
            Minute,
            lockTtl: Minute).AsTask();
        await AdvanceUntilAsync(time, () => call.IsCompleted);

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.True(time.GetElapsedTime(began) >= Minute * 10);
        Assert.True(fired.Wait(TimeSpan.FromSeconds(30)), "The token of a body is cancelled after ten LockTtl.");
        await GoneAsync(LeaseKey.Of(key));
        Assert.Equal([2], await Store.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute));
    }

    [Fact]
    public async Task C14_I27_A_body_that_blocks_its_thread_keeps_its_lease()
    {
        var key = NewKey();
        var client = OtherClient();
        using var renewed = new CountdownEvent(4);
        client.After = operation =>
        {
            if (operation == "RenewLease" && !renewed.IsSet)
                renewed.Signal();
            return default;
        };

        var value = await client.GuardedGetAsync(
            key,
            _ =>
            {
                // Four thirds of the lease: without a renewal it would have ended.
                Assert.True(renewed.Wait(TimeSpan.FromSeconds(30)), "A blocking body should be renewed.");
                return ValueTask.FromResult<byte[]>([1]);
            },
            Minute,
            lockTtl: TimeSpan.FromMilliseconds(600));

        Assert.Equal([1], value);
        Assert.Equal([1], await Store.GetAsync(key));
    }

    [Fact]
    public async Task C3_C26_I27_While_renewals_are_not_answered_a_body_goes_on_and_its_value_is_returned_and_not_stored()
    {
        var key = NewKey();
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time, OperationTimeout = TimeSpan.FromMinutes(10) });
        var (started, asked, silence, gate) = (new Gate(), new Gate(), new Gate(), new Gate());
        client.Before = async operation =>
        {
            if (operation != "RenewLease")
                return;
            asked.Open();
            await silence.WaitAsync();
        };
        var hasFired = true;
        var call = client.GuardedGetAsync(
            key,
            async ct =>
            {
                started.Open();
                await gate.WaitAsync();
                hasFired = ct.IsCancellationRequested;
                return [1];
            },
            Minute,
            lockTtl: Minute).AsTask();
        await started.WaitAsync();
        time.Advance(Minute / 3);
        await asked.WaitAsync();
        time.Advance(Minute);

        // Nobody waits for the answer: whatever it is, it says nothing of now.
        gate.Open();

        Assert.Equal([1], await call);
        silence.Open();
        Assert.False(hasFired);
        Assert.DoesNotContain("CommitLease", client.Operations);
        await GoneAsync(LeaseKey.Of(key));
    }
}
