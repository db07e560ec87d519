using Derp.Kv.Conformance;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>
/// I27: the network is silent while a body runs. Operations wait long for the server here, so that nothing but the clock of the
/// last confirmed renewal can tell.
/// </summary>
public sealed class SilentNetworkTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(8);

    public static TheoryData<Fault> Silences => [Fault.SilenceBefore, Fault.SilenceAfter];

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task I14_I27_The_body_of_a_claim_is_told_while_the_network_is_still_silent(Fault fault)
    {
        Bench.Arm(Phase.RenewClaim, fault);
        var time = TimeProvider.System;
        TimeSpan? told = null;
        var began = time.GetTimestamp();
        var call = Client.IdempotentExecuteAsync(
            "order",
            async ValueTask<string?> (ct) =>
            {
                var lost = new Gate();
                await using var registration = ct.Register(lost.Open);
                await lost.WaitAsync();
                told = time.GetElapsedTime(began);
                return "paid";
            },
            Utf8Serializer.Instance,
            options: new() { LockTtl = ShortLease }).AsTask();

        await Bench.Struck.WaitAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(told is not null), "The token should have fired.");

        // Not before the claim can have passed on, and long before an operation times out.
        Assert.InRange(told!.Value, ShortLease, OperationTimeout / 2);
        Assert.Equal([21], Bench.LogEvents);
        await Bench.RestoreAsync();
        Assert.Equal("paid", (await call).Value);
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task C3_C26_I27_The_body_of_a_lease_goes_on_and_its_value_is_returned_and_not_stored(Fault fault)
    {
        Bench.Arm(Phase.Renew, fault);
        var (passed, hasFired) = (new Gate(), true);
        var call = Client.GuardedGetAsync(
            Bytes("product"),
            async ct =>
            {
                await passed.WaitAsync();
                hasFired = ct.IsCancellationRequested;
                return [1];
            },
            Minute,
            ShortLease).AsTask();
        await Bench.Struck.WaitAsync();

        // On the server it is another's turn by now.
        await Eventually.HoldsAsync(async () => await Bench.Server.CommandAsync("EXISTS", "{product}%lock") is 0L, "The lease should have ended.");
        passed.Open();

        Assert.Equal([1], await call);
        Assert.False(hasFired);
        Assert.DoesNotContain(Phase.Commit, Bench.Seen);
    }
}
