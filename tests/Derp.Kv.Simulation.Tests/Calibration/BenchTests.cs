using Derp.Kv.Scale.Bench;
using Derp.Kv.Scale.Workloads;

namespace Derp.Kv.Simulation.Tests.Calibration;

/// <summary>
/// The simulation is worth as much as it agrees with what it simulates: each workload runs in four real processes on a real valkey-server, and in four of the
/// simulation.
/// </summary>
public sealed class BenchTests
{
    private const double Allowed = 0.2;

    public static TheoryData<string> Workloads => [.. AllWorkloads.All.Select(static workload => workload.Name)];

    [Theory]
    [MemberData(nameof(Workloads))]
    public async Task Simulation_and_four_processes_on_a_server_agree(string name)
    {
        var workload = AllWorkloads.Of(name);
        var simulated = SimulatedBench.Run(workload);
        var real = await RealBench.RunAsync(workload);

        Assert.Equal(real.Runs, simulated.Runs);
        Assert.InRange(simulated.Total, real.Total * (1 - Allowed), real.Total * (1 + Allowed));

        // Of the same kinds, the frequent ones as often.
        Assert.Equal(real.Commands.Keys.Where(real.IsFrequent).Order(StringComparer.Ordinal), simulated.Commands.Keys.Where(simulated.IsFrequent).Order(StringComparer.Ordinal));
        foreach (var (command, count) in real.Commands.Where(pair => real.IsFrequent(pair.Key)))
            Assert.InRange(simulated.Commands[command], count * (1 - Allowed), count * (1 + Allowed));
    }

    [Fact]
    public void Same_seed_gives_the_same_counts()
    {
        var workload = AllWorkloads.Of("near");

        var (first, second) = (SimulatedBench.Run(workload, 7), SimulatedBench.Run(workload, 7));

        Assert.Equal(first.Runs, second.Runs);
        Assert.Equal(first.Commands.OrderBy(static pair => pair.Key), second.Commands.OrderBy(static pair => pair.Key));
    }
}
