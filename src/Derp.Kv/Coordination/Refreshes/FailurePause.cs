namespace Derp.Kv.Coordination.Refreshes;

/// <summary>For how long no process runs a body again that has failed to renew a value: a second, doubled with each failure in a row, at most thirty, and up to a fifth less at random.</summary>
internal static class FailurePause
{
    /// <summary>More are not counted.</summary>
    public const int MostFailures = 127;

    private const long First = 1_000;
    private const long Longest = 30_000;
    private const double Spread = 0.2;

    /// <summary>The pause after so many failures in a row, without chance, in milliseconds.</summary>
    public static long After(int failures) => failures > 5 ? Longest : Math.Min(First << (failures - 1), Longest);

    /// <summary>The part of it to wait, in thousandths.</summary>
    public static int NextShare(Chance chance) => 1_000 - (int)(chance.NextDouble() * Spread * 1_000);
}
