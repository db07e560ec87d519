using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a lease: processes acquire, renew, commit, release, let expire and invalidate in every order.</summary>
public sealed class LeaseRaceTests(ITestOutputHelper output)
{
    [Fact]
    public void C14_C15_C17_C18_C20_C21_C22_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new GuardedWorld(GuardedPlan.OfLease(seed), Sweep.StrategyOf(seed)).Run());

    [Fact]
    public void C14_C15_C17_C18_C20_C21_C22_hold_in_every_order_that_is_walked_with_values_that_are_committed_in_two_commands() =>
        Sweep.Explore(output, static seed => new GuardedWorld(GuardedPlan.OfLargeValue(seed), Sweep.StrategyOf(seed)).Run());

    [Fact]
    public void W8_holds_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new GuardedWorld(GuardedPlan.OfPrefix(seed), Sweep.StrategyOf(seed)).Run());
}
