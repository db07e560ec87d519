namespace Derp.Kv.Simulation;

/// <summary>One order, and the runs of the body that pays it.</summary>
internal sealed class Payment(int order)
{
    public int Order => order;

    /// <summary>Runs that have begun.</summary>
    public int Begun { get; set; }

    /// <summary>Runs that have failed, so that another may begin.</summary>
    public int Failed { get; set; }

    /// <summary>Processes that run it now.</summary>
    public List<SimulatedProcess> Running { get; } = [];

    /// <summary>Calls under way.</summary>
    public int Calls { get; set; }

    /// <summary>What the first call got; null: none has yet.</summary>
    public string? Receipt { get; set; }

    /// <summary>When it was last asked for.</summary>
    public long FirstCall { get; set; }
}

/// <summary>A call of a limited method.</summary>
/// <param name="Process">Where.</param>
/// <param name="Key">The counter.</param>
/// <param name="IsBatched">Whether permits are taken in advance.</param>
/// <param name="Start">When it started.</param>
/// <param name="Ran">Whether it was decided without waiting.</param>
internal sealed record PermitCall(SimulatedProcess Process, string Key, bool IsBatched, long Start, bool Ran);
