namespace Derp.Kv.Simulation;

/// <summary>What is known of one subject in one process.</summary>
internal sealed class Place
{
    /// <summary>The version whose invalidation has returned through this process's client.</summary>
    public long Own { get; set; }

    /// <summary>The version of whose invalidation a notice has arrived here.</summary>
    public long Noticed { get; set; }

    /// <summary>Calls under way.</summary>
    public int Busy { get; set; }

    /// <summary>Since when there were calls under way without a gap.</summary>
    public long BusySince { get; set; }

    /// <summary>Leases that it was granted, and no body has begun under yet.</summary>
    public int Grants { get; set; }

    /// <summary>Requests for the lease that are under way.</summary>
    public int Asking { get; set; }
}

/// <summary>A call of a wrapper that reads.</summary>
/// <param name="Subject">Of what.</param>
/// <param name="Process">Where.</param>
/// <param name="Place">Both.</param>
/// <param name="Start">When it started.</param>
/// <param name="Own">The least version that it must get by N2.</param>
/// <param name="Near">By N1.</param>
/// <param name="Noticed">By N3.</param>
/// <param name="Stored">By S1 and C21.</param>
internal sealed record Read(Subject Subject, SimulatedProcess Process, Place Place, long Start, long Own, long Near, long Noticed, long Stored);
