namespace Derp.Kv.Simulation;

/// <summary>A run in which a promise does not hold, or something has thrown. Its message has the seed and the last steps.</summary>
internal sealed class SimulationFailedException(Machine machine, Exception failure)
    : Exception($"DERP_KV_SEED={machine.Seed}: {failure.Message}\n  {string.Join("\n  ", machine.Trace.Last(40))}", failure)
{
    public ulong Seed { get; } = machine.Seed;
}
