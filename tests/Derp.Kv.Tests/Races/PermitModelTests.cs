using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races;

/// <summary>
/// Long random schedules of calls, slow, lost and refused commands, cancellations, ends of windows, suspensions and steps of clocks, over four
/// machines that take permits of one key in advance. <c>DERP_KV_SEED</c> repeats one.
/// </summary>
public sealed class PermitModelTests(ITestOutputHelper output)
{
    private static readonly int s_schedules = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 10_000 : 1_000;

    [Fact]
    public void R17_The_limit_is_never_exceeded_in_any_schedule()
    {
        var (admitted, atOnce) = (0L, 0L);
        Sweep.Explore(
            output,
            seed =>
            {
                var model = Run(seed);
                (admitted, atOnce) = (admitted + model.Admitted, atOnce + model.AtOnce);
            },
            s_schedules);
        output.WriteLine($"{admitted} calls admitted, {atOnce} of them from what was held");
    }

    [Fact]
    public void The_same_seed_makes_the_same_schedule() => Sweep.OnOwnThread(static () =>
    {
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal(Run(seed).Log, Run(seed).Log);
    });

    private static PermitModel.PermitModel Run(int seed)
    {
        var model = new PermitModel.PermitModel(seed);
        model.Run();
        return model;
    }
}
