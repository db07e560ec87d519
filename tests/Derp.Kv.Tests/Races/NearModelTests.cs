using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races;

/// <summary>
/// Long random schedules of reads, writes, invalidations, lost, late, doubled and reordered notices, slow answers, failures and steps of clocks, over three
/// clients of one store. <c>DERP_KV_SEED</c> repeats one.
/// </summary>
public sealed class NearModelTests(ITestOutputHelper output)
{
    private static readonly int s_schedules = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 10_000 : 1_000;

    [Fact]
    public void N1_N2_N9_hold_in_every_schedule()
    {
        var (answers, hits, older) = (0, 0, 0);
        Sweep.Explore(
            output,
            seed =>
            {
                var model = Run(seed);
                (answers, hits, older) = (answers + model.Answers, hits + model.Hits, older + model.Older);
            },
            s_schedules);
        output.WriteLine($"{answers} answers, {hits} from memory, {older} older than the truth");
    }

    [Fact]
    public void The_same_seed_makes_the_same_schedule() => Sweep.OnOwnThread(static () =>
    {
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal(Run(seed).Log, Run(seed).Log);
    });

    private static NearModel.NearModel Run(int seed)
    {
        var model = new NearModel.NearModel(seed);
        model.Run();
        return model;
    }
}
