namespace Derp.Kv.Simulation.Tests;

/// <summary>The real code of many clients, that ask for one cold key together.</summary>
public sealed class StampedeTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1_000)]
    public void C14_Body_runs_once_for_all_processes(int processes)
    {
        var outcome = Stampede.Run(1, new StampedePlan { Processes = processes });

        Assert.Equal((1, processes), (outcome.Bodies, outcome.Answered));
        Assert.Equal(1, outcome.Commands[CommandKind.CommitLease]);
    }

    [Fact]
    public void C16_One_caller_of_a_process_waits_for_the_others()
    {
        var outcome = Stampede.Run(1, new StampedePlan { Processes = 10, CallersPerProcess = 100, Within = TimeSpan.FromMicroseconds(1) });

        Assert.Equal((1, 1_000), (outcome.Bodies, outcome.Answered));
        Assert.InRange(outcome.Commands[CommandKind.GetOrLease], 10, 30);
    }
}
