using Derp.Kv.Tests.Races.Claims;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a claim: duplicates claim, renew, complete, release, let expire, wait and leave in every order.</summary>
public sealed class ClaimRaceTests(ITestOutputHelper output)
{
    [Fact]
    public void I1_I2_I4_I7_I8_I9_I11_I14_I15_I17_I18_I19_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new ClaimWorld(ClaimPlan.Of(seed), Sweep.StrategyOf(seed)).Run());
}
