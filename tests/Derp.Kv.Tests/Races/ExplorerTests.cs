using Derp.Kv.Tests.Races.Claims;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races;

/// <summary>An interleaving is what its seed says, and nothing else.</summary>
public sealed class ExplorerTests
{
    [Fact]
    public void The_same_seed_walks_the_same_way() => Sweep.OnOwnThread(static () =>
    {
        for (var seed = 0; seed < 100; seed++)
        {
            Assert.Equal(OfLease(seed), OfLease(seed));
            Assert.Equal(OfClaim(seed), OfClaim(seed));
            Assert.Equal(OfNear(seed), OfNear(seed));
        }
    });

    [Fact]
    public void Other_seeds_walk_other_ways() => Sweep.OnOwnThread(static () =>
    {
        Assert.InRange(Distinct(OfLease), 990, 1_000);
        Assert.InRange(Distinct(OfClaim), 950, 1_000);
    });

    [Fact]
    public void What_runs_on_another_thread_breaks_the_interleaving() => Sweep.OnOwnThread(static () =>
    {
        var explorer = new Explorer(new InOrder());
        explorer.Offer(new Option("a", "leaves the thread", OptionKind.Step, () =>
            Sweep.OnOwnThread(() => explorer.Offer(new Option("b", "is beyond control", OptionKind.Step, static () => { })))));

        Assert.Contains("another thread", Assert.Throws<BrokenPromiseException>(explorer.Run).Promise, StringComparison.Ordinal);
    });

    private static int Distinct(Func<int, string> trace) => Enumerable.Range(0, 1_000).Select(trace).Distinct().Count();

    private static string OfLease(int seed)
    {
        var world = new GuardedWorld(GuardedPlan.OfLease(seed), Sweep.StrategyOf(seed));
        world.Run();
        return string.Join('\n', world.Explorer.Trace);
    }

    private static string OfNear(int seed)
    {
        var world = new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed));
        world.Run();
        return string.Join('\n', world.Explorer.Trace);
    }

    private static string OfClaim(int seed)
    {
        var world = new ClaimWorld(ClaimPlan.Of(seed), Sweep.StrategyOf(seed));
        world.Run();
        return string.Join('\n', world.Explorer.Trace);
    }
}
