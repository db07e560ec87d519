using Derp.Kv.Tests.Races.Batches;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a batch: runs of several items, single calls, failures and invalidations in every order.</summary>
public sealed class BatchOrderTests(ITestOutputHelper output)
{
    private const int Walks = 400;

    [Fact]
    public void The_walks_come_to_all_that_can_befall_an_item() => Sweep.OnOwnThread(() =>
    {
        var seen = new Dictionary<BatchEvent, int>();
        for (var seed = 0; seed < Walks; seed++)
        {
            var world = new BatchWorld(BatchPlan.Of(seed), Sweep.StrategyOf(seed));
            world.Run();
            foreach (var happened in world.Seen)
                seen[happened] = seen.GetValueOrDefault(happened) + 1;
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.All(Enum.GetValues<BatchEvent>(), happened => Assert.InRange(seen.GetValueOrDefault(happened), 1, Walks));
    });

    [Fact]
    public void B3_B4_B5_B6_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new BatchWorld(BatchPlan.Of(seed), Sweep.StrategyOf(seed)).Run());
}
