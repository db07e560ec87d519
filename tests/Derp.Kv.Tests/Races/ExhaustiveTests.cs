using Derp.Kv.Tests.Races.Claims;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races;

/// <summary>Scenarios small enough for every order of their steps.</summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    [Fact]
    public void C1_C2_C4_Two_callers_of_one_client_of_whom_one_leaves() =>
        Exhaust(static strategy => new GuardedWorld(new GuardedPlan(1, [new CallerPlan(0, CanLeave: true, Steps: 1), new CallerPlan(0)], [], 0), strategy).Run());

    [Fact]
    public void C10_Two_callers_of_one_client_whose_first_body_fails() =>
        Exhaust(static strategy => new GuardedWorld(new GuardedPlan(1, [new CallerPlan(0, CanLeave: true, Ending: BodyEnding.Failure), new CallerPlan(0)], [], 0), strategy).Run());

    [Fact]
    public void C21_A_caller_and_an_invalidation_through_its_client() =>
        Exhaust(static strategy => new GuardedWorld(new GuardedPlan(1, [new CallerPlan(0, Steps: 1), new CallerPlan(0)], [0], 0), strategy).Run());

    [Fact]
    public void C14_Two_clients_on_a_cold_key() =>
        Exhaust(static strategy => new GuardedWorld(new GuardedPlan(2, [new CallerPlan(0), new CallerPlan(1)], [], 0), strategy).Run());

    [Fact]
    public void I4_I9_Two_calls_of_which_one_fails() =>
        Exhaust(static strategy => new ClaimWorld(new ClaimPlan(2, [new CallPlan(0, Steps: 1, Ending: CallEnding.Failure), new CallPlan(1)], 0), strategy).Run());

    [Fact]
    public void I18_Two_calls_of_which_one_is_given_up() =>
        Exhaust(static strategy => new ClaimWorld(new ClaimPlan(2, [new CallPlan(0, CanLeave: true), new CallPlan(1)], 0), strategy).Run());

    private void Exhaust(Action<IStrategy> interleaving) => Sweep.OnOwnThread(() =>
    {
        var strategy = new DepthFirst();
        var count = 0;
        do
        {
            interleaving(strategy);
            count++;
        }
        while (strategy.Next() && count < 300_000);
        output.WriteLine($"{count} interleavings");
    });
}
