using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>What is true of the hot key, and what its readers saw.</summary>
internal sealed class HotState(Machine machine)
{
    // When the invalidation of each version had returned.
    private readonly List<(int Version, TimeSpan Returned)> _invalidated = [];

    /// <summary>The value at the source.</summary>
    public int Version { get; set; }

    public int Runs { get; set; }

    public int Reads { get; private set; }

    public TimeSpan Oldest { get; private set; }

    public void Invalidated(int version) => _invalidated.Add((version, machine.Now));

    public void Saw(int version, TimeSpan began)
    {
        Reads++;
        foreach (var (newer, returned) in _invalidated)
        {
            if (newer > version && began > returned && began - returned > Oldest)
                Oldest = began - returned;
        }
    }
}
