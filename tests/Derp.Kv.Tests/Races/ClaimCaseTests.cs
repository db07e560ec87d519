using Derp.Kv.Tests.Races.Claims;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races;

/// <summary>Orders of events that a design of claims has to survive, one by one. Each ends with all promises checked.</summary>
public sealed class ClaimCaseTests
{
    [Fact]
    public void I18_A_claim_that_arrives_after_its_caller_gave_up_and_released_it_ends_with_its_lease() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, CanLeave: true), new CallPlan(1)]);
        world.Explorer.Take("caller 1", "calls", "leaves", "CompareAndDelete", "CompareAndDelete is answered", "SetNxGet");
        Assert.NotNull(world.Server.Look().Value);
        world.Explorer.Pass(ClaimWorld.LockTtl);

        world.Run();

        Assert.Equal(world.Calls[1].Value, world.Calls[1].Result!.Value.Value);
    });

    [Fact]
    public void I8_A_duplicate_that_is_turned_away_while_the_first_call_completes_is_not_told_the_results_lifetime() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1), new CallPlan(1, InFlight: InFlightBehavior.Reject)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Take("caller 2", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Take("caller 1", "body, step 1", "CompareAndSet");
        world.Explorer.Take("caller 2", "Ttl");

        world.Run();

        var inFlight = Assert.IsType<IdempotencyInFlightException>(world.Calls[1].Error);
        Assert.InRange(inFlight.RetryAfter, TimeSpan.Zero, ClaimWorld.LockTtl);
    });

    [Fact]
    public void I8_A_notice_alone_brings_a_waiting_call_the_result() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1), new CallPlan(1)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Take("caller 2", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Take("client 2 itself", "starts", "SubscribeToNotices", "SubscribeToNotices is answered");
        world.Explorer.Take("caller 2", "ClaimOrWait with mark", "ClaimOrWait with mark is answered");
        world.Explorer.Take("caller 1", "body, step 1", "CompareAndSet");

        world.Explorer.Take("client 2", "notice arrives");
        world.Explorer.Take("caller 2", "ClaimOrWait with mark", "ClaimOrWait with mark is answered");

        Assert.Equal(world.Calls[0].Value, world.Calls[1].Result!.Value.Value);
        Assert.Equal(0, world.Explorer.Time.GetTimestamp());
        world.Run();
    });

    [Fact]
    public void I8_A_notice_that_overtakes_the_answer_of_a_waiting_call_is_not_missed() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1), new CallPlan(1)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Take("caller 2", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Take("client 2 itself", "starts", "SubscribeToNotices", "SubscribeToNotices is answered");
        world.Explorer.Take("caller 2", "ClaimOrWait with mark");
        world.Explorer.Take("caller 1", "body, step 1", "CompareAndSet");
        world.Explorer.Take("client 2", "notice arrives");

        world.Explorer.Take("caller 2", "ClaimOrWait with mark is answered", "ClaimOrWait with mark", "ClaimOrWait with mark is answered");

        Assert.Equal(world.Calls[0].Value, world.Calls[1].Result!.Value.Value);
        Assert.Equal(0, world.Explorer.Time.GetTimestamp());
        world.Run();
    });

    [Fact]
    public void I7_I14_A_late_owner_changes_nothing_while_its_successor_runs() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1), new CallPlan(1, Steps: 1)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Pass(ClaimWorld.LockTtl);
        world.Explorer.Take("caller 2", "calls", "SetNxGet", "SetNxGet is answered");
        var successor = world.Server.Look().Value;

        world.Explorer.Take("caller 1", "body, step 1", "CompareAndSet", "CompareAndSet is answered", "SetNx", "SetNx is answered");

        Assert.Equal(successor, world.Server.Look().Value);
        Assert.Equal(world.Calls[0].Value, world.Calls[0].Result!.Value.Value);
        world.Run();
        Assert.Equal(world.Calls[1].Value, world.Calls[1].Result!.Value.Value);
    });

    [Fact]
    public void I14_On_loss_the_bodys_token_fires_within_one_cadence() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1), new CallPlan(1, Steps: 1)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Pass(ClaimWorld.LockTtl);
        world.Explorer.Take("caller 2", "calls", "SetNxGet", "SetNxGet is answered");

        world.Explorer.Take("caller 1", "wakes", "CompareAndExpire", "CompareAndExpire is answered", "token fires");

        Assert.True(world.Calls[0].BodyToken.IsCancellationRequested);
        world.Run();
    });

    [Fact]
    public void I14_I27_While_a_renewal_is_not_answered_the_bodys_token_fires_when_the_claim_may_have_passed() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet", "SetNxGet is answered");
        world.Explorer.Pass(ClaimWorld.LockTtl / 3);
        world.Explorer.Take("caller 1", "wakes");
        Assert.True(world.Explorer.Offers("caller 1", "CompareAndExpire"));
        world.Explorer.Pass((ClaimWorld.LockTtl * 2 / 3) - TimeSpan.FromTicks(1));
        Assert.False(world.Explorer.Offers("caller 1", "token fires"));

        world.Explorer.Pass(TimeSpan.FromTicks(1));
        world.Explorer.Take("caller 1", "wakes", "token fires");

        Assert.True(world.Calls[0].BodyToken.IsCancellationRequested);
        Assert.True(world.Explorer.Offers("caller 1", "CompareAndExpire"));
        world.Run();
    });

    [Fact]
    public void I14_I27_A_claim_that_was_granted_longer_ago_than_it_lives_is_made_again_before_the_body_begins() => Sweep.OnOwnThread(static () =>
    {
        var world = World([new CallPlan(0, Steps: 1), new CallPlan(1)]);
        world.Explorer.Take("caller 1", "calls", "SetNxGet");
        world.Explorer.Pass(ClaimWorld.LockTtl);
        world.Explorer.Take("caller 2", "calls", "SetNxGet", "SetNxGet is answered");

        world.Explorer.Take("caller 1", "SetNxGet is answered", "CompareAndExpire", "CompareAndExpire is answered", "SetNxGet");

        world.Run();
        Assert.False(world.Calls[0].BodyHasStarted);
        Assert.IsType<IdempotencyInFlightException>(world.Calls[0].Error);
        Assert.Equal(world.Calls[1].Value, world.Calls[1].Result!.Value.Value);
    });

    private static ClaimWorld World(CallPlan[] calls) => new(new ClaimPlan(2, calls, Faults: 0), new InOrder());
}
