using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Tags;

namespace Derp.Kv.Tests.Races;

/// <summary>The state machine of a tag: stamps are taken, evicted and invalidated, at once or held back, while values are read and stored in every order.</summary>
public sealed class TagRaceTests(ITestOutputHelper output)
{
    private const int Walks = 800;

    [Fact]
    public void The_walks_come_to_all_that_can_befall_a_tagged_value() => Sweep.OnOwnThread(() =>
    {
        var seen = new Dictionary<TaggedEvent, int>();
        for (var seed = 0; seed < Walks; seed++)
        {
            var world = new TaggedWorld(seed % 4 != 0 ? TaggedPlan.OfTags(seed) : TaggedPlan.OfDeferrals(seed), Sweep.StrategyOf(seed));
            world.Run();
            foreach (var happened in world.Seen)
                seen[happened] = seen.GetValueOrDefault(happened) + 1;
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.All(Enum.GetValues<TaggedEvent>(), happened => Assert.InRange(seen.GetValueOrDefault(happened), 1, Walks));
    });

    [Fact]
    public void S1_S2_S3_S6_hold_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new TaggedWorld(TaggedPlan.OfTags(seed), Sweep.StrategyOf(seed)).Run(), Sweep.Interleavings / 2);

    [Fact]
    public void W4_holds_in_every_order_that_is_walked() =>
        Sweep.Explore(output, static seed => new TaggedWorld(TaggedPlan.OfDeferrals(seed), Sweep.StrategyOf(seed)).Run(), Sweep.Interleavings / 2);
}
