namespace Derp.Kv.Simulation.Tests;

/// <summary>A seed decides all: no hash of the process, clock or thread of the runtime has a part in a run.</summary>
public sealed class DeterminismTests
{
    // A change of what the client or the machine does changes it, and is then written here.
    private const ulong Known = 16009301436151272347;

    [Fact]
    public void Seed_gives_the_same_trace_on_every_machine() => Assert.Equal(Known, Run(1));

    [Fact]
    public void Seed_gives_the_same_trace_again() => Assert.Equal(Run(2), Run(2));

    [Fact]
    public void Another_seed_gives_another_trace() => Assert.NotEqual(Run(2), Run(3));

    private static ulong Run(ulong seed) => Stampede.Run(seed, new StampedePlan { Processes = 30, CallersPerProcess = 3, Keys = 2 }).Hash;
}
