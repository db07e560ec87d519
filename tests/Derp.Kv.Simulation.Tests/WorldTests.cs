namespace Derp.Kv.Simulation.Tests;

/// <summary>Random runs with faults, in which each promise of <see cref="AllInvariants"/> is checked.</summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    [Fact]
    public void C14_C16_C17_C18_C19_C20_C21_I4_I7_I14_I15_I16_N1_N2_N3_S1_B3_R5_R16_R17_Promises_hold_whatever_fails() => Seeds.Run(200, threads: 1, output);

    [Fact]
    public void Random_run_goes_the_same_way_again()
    {
        var seed = Seeds.Given ?? 23;

        Assert.Equal(HashOf(seed), HashOf(seed));

        static ulong HashOf(ulong seed) => OwnThread.Run(() => WorldSweep.Run(seed).Machine.Trace.Hash);
    }

    [Fact]
    public void All_that_a_plan_can_have_is_met_by_few_seeds()
    {
        var plans = Enumerable.Range(1, 200).Select(static seed => WorldPlan.Of((ulong)seed)).ToArray();

        Assert.Contains(plans, static plan => plan.Faults == 0);
        Assert.Contains(plans, static plan => plan.FailsOver);
        Assert.Contains(plans, static plan => plan is { Faults: 10, NoticeBuffer: 3, NearNotices: true });
        Assert.Contains(plans, static plan => plan is { LeavingInThousand: 0, LongBodiesInThousand: > 0, Faults: > 0 });
        Assert.Contains(plans, static plan => plan is { CommandConnections: > 1, Combines: true });
    }
}
