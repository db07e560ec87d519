namespace Derp.Kv.Simulation;

/// <summary>How large a random run is, and what goes wrong in it. All of it follows from the seed.</summary>
internal sealed record WorldPlan
{
    public int Processes { get; init; }

    public int UsersPerProcess { get; init; }

    /// <summary>Values of each feature.</summary>
    public int Values { get; init; }

    /// <summary>How long users are busy. Then calls end, and no faults begin.</summary>
    public TimeSpan Busy { get; init; }

    /// <summary>The longest pause of a user between two calls.</summary>
    public TimeSpan Thinks { get; init; }

    /// <summary>Of a thousand calls so many write.</summary>
    public int WritesInThousand { get; init; }

    /// <summary>Of a thousand bodies so many take longer than a lease.</summary>
    public int LongBodiesInThousand { get; init; }

    /// <summary>Of a thousand bodies so many fail.</summary>
    public int FailuresInThousand { get; init; }

    /// <summary>Of a thousand calls so many are left by their caller.</summary>
    public int LeavingInThousand { get; init; }

    /// <summary>How many faults there are; none: promises between processes are checked to the letter.</summary>
    public int Faults { get; init; }

    /// <summary>Whether one of them is a failover that loses the last writes.</summary>
    public bool FailsOver { get; init; }

    public bool NearNotices { get; init; }

    public bool Combines { get; init; }

    public int NoticeBuffer { get; init; }

    public int CommandConnections { get; init; }

    public static WorldPlan Of(ulong seed)
    {
        var dice = new Dice(seed ^ 0x5EED);
        var isCalm = dice.InThousand(350);
        return new WorldPlan
        {
            Processes = dice.Of(2, 3, 4, 6),
            UsersPerProcess = dice.Of(1, 2, 3),
            Values = dice.Of(1, 2, 3),
            Busy = TimeSpan.FromSeconds(dice.Of(3, 5, 8)),
            Thinks = TimeSpan.FromMilliseconds(dice.Of(5, 40, 150)),
            WritesInThousand = dice.Of(20, 100, 300),
            LongBodiesInThousand = dice.Of(0, 10, 80),
            FailuresInThousand = dice.Of(0, 0, 50),
            LeavingInThousand = dice.Of(0, 10, 60),
            Faults = isCalm ? 0 : dice.Of(2, 5, 10),
            FailsOver = !isCalm && dice.InThousand(150),
            NearNotices = dice.InThousand(700),
            Combines = dice.InThousand(700),
            NoticeBuffer = dice.Of(3, 1_000),
            CommandConnections = dice.Of(1, 1, 2, 3),
        };
    }

    public MachineSettings Settings(Func<KvClientOptions, Scripts>? scripts = null) => new()
    {
        OperationTimeout = TimeSpan.FromMilliseconds(300),
        NearNotices = NearNotices,
        Combines = Combines,
        NoticeBuffer = NoticeBuffer,
        CommandConnections = CommandConnections,
        ReplicaLag = FailsOver ? TimeSpan.FromMilliseconds(200) : null,
        Scripts = scripts ?? (static options => new Scripts(options)),
    };
}
