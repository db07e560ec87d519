using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>A limiter's decision meets each fault.</summary>
public sealed class PermitFaultTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(1);

    public static TheoryData<Fault, RateLimitUnavailable> Rows => new()
    {
        { Fault.CutBefore, RateLimitUnavailable.Allow },
        { Fault.CutAfter, RateLimitUnavailable.Allow },
        { Fault.CutAfter, RateLimitUnavailable.Deny },
        { Fault.CutAfter, RateLimitUnavailable.Throw },
        { Fault.KillBefore, RateLimitUnavailable.Deny },
        { Fault.KillAfter, RateLimitUnavailable.Throw },
        { Fault.SilenceBefore, RateLimitUnavailable.Allow },
        { Fault.SilenceAfter, RateLimitUnavailable.Deny },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task R13_R14_An_unanswered_decision_is_made_here_and_never_sent_again(Fault fault, RateLimitUnavailable onUnavailable)
    {
        await AskAsync(onUnavailable);
        Bench.Arm(Phase.Permit, fault);

        if (onUnavailable == RateLimitUnavailable.Throw)
        {
            Assert.True((await Assert.ThrowsAsync<KvUnavailableException>(() => AskAsync(onUnavailable))).OutcomeUnknown);
        }
        else
        {
            var result = await AskAsync(onUnavailable);
            Assert.False(result.Counted);
            Assert.Equal(onUnavailable == RateLimitUnavailable.Allow, result.Allowed);
            Assert.Equal(result.Allowed, result.RetryAfter is null);
        }

        // What counts is on the server: once where it was executed, and nothing where the server forgot.
        await Bench.RestoreAsync();
        var counted = fault.IsKill() ? 0 : fault.IsAfter() ? 2 : 1;
        Assert.Single(Bench.Seen, Phase.Permit);
        Assert.Equal(counted == 0 ? null : $"{counted}/60000", (string?)await Bench.Server.CommandAsync("GET", "derp:ratelimit:alice"));
        var next = await AskAsync(onUnavailable);
        Assert.Equal((counted + 1, true), (next.Count, next.Counted));
    }

    private Task<RateLimitResult> AskAsync(RateLimitUnavailable onUnavailable) =>
        Client.RateLimitAsync("alice", 100, Minute, onUnavailable: onUnavailable).AsTask();
}
