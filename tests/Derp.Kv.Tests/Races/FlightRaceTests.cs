using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a flight: callers of one client join, leave, detach and fail in every order.</summary>
public sealed class FlightRaceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_walks_come_to_all_that_can_befall_a_shared_read() => Sweep.OnOwnThread(() =>
    {
        var seen = new Dictionary<SharedReadEvent, int>();
        for (var seed = 0; seed < 1_000; seed++)
        {
            var world = new GuardedWorld(GuardedPlan.OfFlight(seed), Sweep.StrategyOf(seed));
            world.Run();
            foreach (var happened in world.SharedReads.Seen)
                seen[happened] = seen.GetValueOrDefault(happened) + 1;
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.All(Enum.GetValues<SharedReadEvent>(), happened => Assert.InRange(seen.GetValueOrDefault(happened), 3, 1_000));
    });

    [Fact]
    public void C1_C2_C3_C4_C5_C10_C21_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new GuardedWorld(GuardedPlan.OfFlight(seed), Sweep.StrategyOf(seed)).Run());
}
