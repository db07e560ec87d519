namespace Derp.Kv.Simulation.Tests.LongRunning;

/// <summary>The same as <see cref="WorldTests"/>, with fifty times as many seeds.</summary>
public sealed class ManySeedsTests(ITestOutputHelper output)
{
    [Fact]
    public void Promises_hold_in_ten_thousand_runs() => Seeds.Run(10_000, threads: null, output);
}
