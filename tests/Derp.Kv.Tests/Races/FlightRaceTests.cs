using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a flight: callers of one client join, leave, detach and fail in every order.</summary>
public sealed class FlightRaceTests(ITestOutputHelper output)
{
    [Fact]
    public void C1_C2_C3_C4_C5_C10_C21_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new GuardedWorld(GuardedPlan.OfFlight(seed), Sweep.StrategyOf(seed)).Run());
}
