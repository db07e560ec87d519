namespace Derp.Kv.Simulation;

/// <summary>What commands take on the server's one thread, in nanoseconds.</summary>
internal sealed class ServiceTimes
{
    private readonly int[] _base = new int[CommandNames.Count];

    /// <summary>As a real server has told them.</summary>
    public static readonly ServiceTimes Calibrated = Calibration.Times();

    /// <summary>Of a kind; without what grows with keys and subscribers.</summary>
    public int this[CommandKind kind]
    {
        get => _base[(int)kind];
        init => _base[(int)kind] = value;
    }

    /// <summary>Each further key of a command.</summary>
    public int PerKey { get; init; }

    /// <summary>Each subscriber that a notice is sent to.</summary>
    public int PerSubscriber { get; init; }

    /// <summary>The same for a further notice in one turn of the server's loop: all that a turn has for a subscriber is written at once.</summary>
    public int PerSubscriberAgain { get; init; }

    /// <summary>Reading and writing of the socket, which <c>commandstats</c> does not count: each command.</summary>
    public int PerCommand { get; init; }

    /// <summary>In ticks, 1 or more.</summary>
    /// <param name="kind">Of the command.</param>
    /// <param name="keys">How many it has.</param>
    /// <param name="sent">Notices that it has caused, each subscriber counted: the first in this turn.</param>
    /// <param name="sentAgain">The others.</param>
    public long Of(CommandKind kind, int keys, int sent = 0, int sentAgain = 0) =>
        Math.Max(1, (PerCommand + _base[(int)kind] + ((long)PerKey * Math.Max(0, keys - 1)) + ((long)PerSubscriber * sent) + ((long)PerSubscriberAgain * sentAgain)) / 100);
}
