namespace Derp.Kv.Simulation;

/// <summary>What a run is about, apart from its seed.</summary>
internal sealed class MachineSettings
{
    /// <summary>Whether work of the pool comes a little late, by chance, and in any order. Costs time.</summary>
    public bool Interleaves { get; init; } = true;

    /// <summary>Whether the last lines of the trace are kept, for messages.</summary>
    public bool KeepsTrace { get; init; } = true;

    /// <summary>Whether concurrent reads of one process share a command, as in the real client.</summary>
    public bool Combines { get; init; } = true;

    /// <summary>Among how many connections a process's commands are spread: what is sent over two may arrive in another order.</summary>
    public int CommandConnections { get; init; } = 1;

    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether invalidations are told of on a channel.</summary>
    public bool NearNotices { get; init; } = true;

    /// <summary>Of the network, one way.</summary>
    public Latency Latency { get; init; } = Latency.OneZone;

    /// <summary>What a command takes on the server's one thread.</summary>
    public ServiceTimes ServiceTimes { get; init; } = ServiceTimes.Calibrated;

    /// <summary>How many notices the server keeps for a subscriber that does not take them; then it disconnects it.</summary>
    public int NoticeBuffer { get; init; } = 10_000;

    /// <summary>How far a replica is behind; null: there is none, and no failover.</summary>
    public TimeSpan? ReplicaLag { get; init; }

    /// <summary>Makes the server's store; a faulty one, to see that it is found out.</summary>
    public Func<KvClientOptions, Scripts> Scripts { get; init; } = static options => new Scripts(options);
}
