using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a near entry: notices, reads, puts, commits, sweeps and growth in every order.</summary>
public sealed class NearRaceTests(ITestOutputHelper output)
{
    private const int Walks = 400;

    [Fact]
    public void The_walks_come_to_all_that_can_answer_a_call() => Sweep.OnOwnThread(() =>
    {
        var seen = new Dictionary<NearEvent, int>();
        for (var seed = 0; seed < Walks; seed++)
        {
            var world = new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed));
            world.Run();
            foreach (var happened in world.Seen)
                seen[happened] = seen.GetValueOrDefault(happened) + 1;
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.All(Enum.GetValues<NearEvent>(), happened => Assert.InRange(seen.GetValueOrDefault(happened), 3, Walks));
    });

    [Fact]
    public void N1_N2_N4_N8_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed)).Run(), Math.Min(Sweep.Interleavings / 2, 10_000));
}
