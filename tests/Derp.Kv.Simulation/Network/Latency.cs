namespace Derp.Kv.Simulation;

/// <summary>
/// How long a message is under way, one way: quantiles, with straight lines in between. Whole numbers only, so that it is the same on every machine.
/// </summary>
/// <param name="Least">In microseconds.</param>
/// <param name="Half">Half of all are faster.</param>
/// <param name="NineTenths">90 % are faster.</param>
/// <param name="Most">But for one in a hundred.</param>
/// <param name="Longest">All are faster.</param>
internal sealed record Latency(int Least, int Half, int NineTenths, int Most, int Longest)
{
    /// <summary>Two machines of one zone of a cloud.</summary>
    public static readonly Latency OneZone = new(60, 120, 200, 500, 3_000);

    /// <summary>Two processes of one machine.</summary>
    public static readonly Latency Loopback = new(10, 20, 35, 80, 400);

    /// <summary>Everywhere the same.</summary>
    public static Latency Of(int microseconds) => new(microseconds, microseconds, microseconds, microseconds, microseconds);

    /// <summary>In ticks.</summary>
    public long Draw(Dice dice)
    {
        var at = dice.Below(1_000);
        var microtenths = at switch
        {
            < 500 => Line(Least, Half, at, 500),
            < 900 => Line(Half, NineTenths, at - 500, 400),
            < 990 => Line(NineTenths, Most, at - 900, 90),
            _ => Line(Most, Longest, at - 990, 10),
        };
        return microtenths;
    }

    private static long Line(long from, long to, int at, int of) => (from * TimeSpan.TicksPerMicrosecond) + ((to - from) * TimeSpan.TicksPerMicrosecond * at / of);
}
