using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Refreshes;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a value that is renewed while it is served: it is read, renewed, invalidated and evicted, and its bodies fail, in every order.</summary>
public sealed class RefreshRaceTests(ITestOutputHelper output)
{
    private const int Walks = 300;

    [Fact]
    public void The_walks_come_to_all_that_can_befall_a_value_that_is_renewed() => Sweep.OnOwnThread(() =>
    {
        var seen = new Dictionary<RefreshEvent, int>();
        for (var seed = 0; seed < Walks; seed++)
        {
            var world = new RefreshWorld(RefreshPlan.Of(seed), Sweep.StrategyOf(seed));
            world.Run();
            foreach (var happened in world.Seen)
                seen[happened] = seen.GetValueOrDefault(happened) + 1;
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.All(Enum.GetValues<RefreshEvent>(), happened => Assert.InRange(seen.GetValueOrDefault(happened), 1, Walks));
    });

    [Fact]
    public void F1_F2_F3_F4_F5_F6_C14_C20_C21_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new RefreshWorld(RefreshPlan.Of(seed), Sweep.StrategyOf(seed)).Run(), Sweep.Interleavings / 2);

    [Fact]
    public void F1_F2_F3_F4_F5_F6_C14_C20_C21_hold_in_every_order_that_is_walked_with_values_that_are_committed_in_two_commands() =>
        Sweep.Explore(output, static seed => new RefreshWorld(RefreshPlan.Of(seed) with { IsLarge = true }, Sweep.StrategyOf(seed)).Run(), Sweep.Interleavings / 2);
}
