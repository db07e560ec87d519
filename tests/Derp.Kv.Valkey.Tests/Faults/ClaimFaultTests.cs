using Derp.Kv.Conformance;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>An idempotent call meets each fault at each of its commands.</summary>
public sealed class ClaimFaultTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private int _runs;

    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(1);

    public static TheoryData<Phase, Fault> ClaimRows => FaultRows.At(Phase.Claim);

    public static TheoryData<Phase, Fault> RenewRows => FaultRows.At(Phase.RenewClaim);

    public static TheoryData<Phase, Fault> CompleteRows => FaultRows.At(Phase.Complete);

    public static TheoryData<Phase, Fault> ReleaseRows => FaultRows.At(Phase.ReleaseClaim);

    [Theory]
    [MemberData(nameof(ClaimRows))]
    public async Task I16_I20_A_call_whose_claim_is_unanswered_does_not_run_and_its_retry_does(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);

        Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(() => PayAsync())).OutcomeUnknown);
        Assert.Equal(0, _runs);

        await Bench.RestoreAsync();
        Assert.Equal(("run 1", false), await PayAsync());
        Assert.Equal(("run 1", true), await PayAsync());
    }

    [Theory]
    [MemberData(nameof(RenewRows))]
    public async Task I14_A_renewal_that_fails_costs_nothing_when_the_server_is_back_before_the_completion(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);

        Assert.Equal(("run 1", false), await PayAsync(async () =>
        {
            await Bench.Struck.WaitAsync();
            await Bench.RestoreAsync();
        }));

        // Also where the record went with the server: the late completion is stored, since nobody took over.
        Assert.Equal(("run 1", true), await PayAsync());
        Assert.DoesNotContain(4, Bench.LogEvents);
    }

    [Theory]
    [MemberData(nameof(CompleteRows))]
    public async Task I19_A_completion_that_fails_takes_no_result_away_and_a_blip_not_even_the_record(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);

        Assert.Equal(("run 1", false), await PayAsync());

        // A connection that comes back is used for another try. Where nothing gets through, the log says so; no release
        // is sent, and a duplicate runs once the claim has ended, unless the record had been completed all the same.
        Assert.Equal(!fault.IsCut(), Bench.LogEvents.Contains(4));
        Assert.DoesNotContain(Phase.ReleaseClaim, Bench.Seen);
        await Bench.RestoreAsync();
        var replays = fault.IsCut() || fault.KeepsEffect();
        Assert.Equal((replays ? "run 1" : "run 2", replays), await PayAsync());
    }

    [Theory]
    [MemberData(nameof(ReleaseRows))]
    public async Task I11_The_bodys_exception_reaches_the_caller_and_the_key_is_free_within_a_lease(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);

        var failure = await Assert.ThrowsAsync<FormatException>(() => PayAsync(static () => throw new FormatException("the body's own")));
        Assert.Equal("the body's own", failure.Message);
        Assert.Contains(6, Bench.LogEvents);

        await Bench.RestoreAsync();
        Assert.Equal(("run 2", false), await PayAsync());
    }

    [Theory]
    [MemberData(nameof(ClaimRows))]
    public async Task I23_A_mark_that_is_unanswered_throws_and_a_retry_tells_whether_it_was_set(Phase phase, Fault fault)
    {
        Bench.Arm(phase, fault);
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await Client.AlreadyProcessedAsync("event"));

        await Bench.RestoreAsync();
        Assert.Equal(fault.KeepsEffect(), await Client.AlreadyProcessedAsync("event"));
        Assert.True(await Client.AlreadyProcessedAsync("event"));
    }

    [Fact]
    public async Task I20_Run_opts_out_of_protection()
    {
        Bench.Arm(Phase.Claim, Fault.KillBefore);

        Assert.Equal(("run 1", false), await PayAsync(options: new() { OnUnavailable = IdempotencyUnavailable.Run }));

        Assert.Contains(5, Bench.LogEvents);
    }

    [Fact]
    public async Task I21_A_record_that_cannot_be_read_is_an_error_and_stays_as_it_is()
    {
        await Bench.Server.CommandAsync("SET", "derp:idempotency:order", "from another program", "PX", "60000");

        await Assert.ThrowsAsync<KvSerializationException>(() => PayAsync());

        Assert.Equal(0, _runs);
        Assert.Equal("from another program", await Bench.Server.CommandAsync("GET", "derp:idempotency:order"));
    }

    private async Task<(string? Value, bool IsReplay)> PayAsync(Func<Task>? work = null, IdempotencyOptions? options = null)
    {
        var result = await Client.IdempotentExecuteAsync(
            "order",
            async ValueTask<string?> (_) =>
            {
                var run = Interlocked.Increment(ref _runs);
                await (work?.Invoke() ?? Task.CompletedTask);
                return $"run {run}";
            },
            Utf8Serializer.Instance,
            options: options ?? new() { LockTtl = ShortLease });
        return (result.Value, result.IsReplay);
    }
}
