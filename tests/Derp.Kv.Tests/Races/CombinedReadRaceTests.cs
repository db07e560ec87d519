using Derp.Kv.Tests.Races.Batches;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;
using Derp.Kv.Tests.Races.Tags;

namespace Derp.Kv.Tests.Races;

/// <summary>The same promises where reads of a client share commands: a read waits for its turn in a list, and its command may come after what was sent later.</summary>
public sealed class CombinedReadRaceTests(ITestOutputHelper output)
{
    private const int Walks = 800;

    [Fact]
    public void The_walks_come_to_commands_of_several_reads() => Sweep.OnOwnThread(() =>
    {
        var shared = new Dictionary<string, int>();
        for (var seed = 0; seed < Walks; seed++)
        {
            Count("one key", seed, static seed => new GuardedWorld(GuardedPlan.OfFlight(seed), Sweep.StrategyOf(seed), combines: true) is var world && Runs(world.Clients, world.Run));
            Count("tags", seed, static seed => new TaggedWorld(TaggedPlan.OfTags(seed), Sweep.StrategyOf(seed), combines: true) is var world && Runs(world.Clients, world.Run));
            Count("near", seed, static seed => new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed), combines: true) is var world && Runs(world.Clients, world.Run));
            Count("batches", seed, static seed => new BatchWorld(BatchPlan.Of(seed), Sweep.StrategyOf(seed), combines: true) is var world && Runs(world.Clients, world.Run));
        }

        output.WriteLine(string.Join(", ", shared));
        Assert.All(["one key", "tags", "near", "batches"], kind => Assert.InRange(shared.GetValueOrDefault(kind), 3, Walks));

        void Count(string kind, int seed, Func<int, bool> hasShared)
        {
            if (hasShared(seed))
                shared[kind] = shared.GetValueOrDefault(kind) + 1;
        }
    });

    [Fact]
    public void C1_C2_C14_C15_C21_hold_where_reads_share_commands() => Sweep.Explore(
        output,
        static seed => new GuardedWorld(seed % 3 == 0 ? GuardedPlan.OfLease(seed) : GuardedPlan.OfFlight(seed), Sweep.StrategyOf(seed), combines: true).Run(),
        Sweep.Interleavings / 2);

    [Fact]
    public void S1_S2_S3_S6_hold_where_reads_share_commands() =>
        Sweep.Explore(output, static seed => new TaggedWorld(TaggedPlan.OfTags(seed), Sweep.StrategyOf(seed), combines: true).Run(), Sweep.Interleavings / 4);

    [Fact]
    public void N1_N2_N4_hold_where_reads_share_commands() =>
        Sweep.Explore(output, static seed => new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed), combines: true).Run(), Math.Min(Sweep.Interleavings / 4, 5_000));

    [Fact]
    public void B3_B4_B5_B6_hold_where_reads_share_commands() =>
        Sweep.Explore(output, static seed => new BatchWorld(BatchPlan.Of(seed), Sweep.StrategyOf(seed), combines: true).Run(), Sweep.Interleavings / 4);

    private static bool Runs(ControlledKvClient[] clients, Action run)
    {
        run();
        return Array.Exists(clients, static client => client.SharedReads > 0);
    }
}
