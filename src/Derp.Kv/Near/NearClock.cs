namespace Derp.Kv.Near;

/// <summary>The monotonic clock of near entries, in milliseconds. The system's is read in a fifth of the time that a <see cref="TimeProvider"/> takes.</summary>
internal sealed class NearClock
{
    // The coarse clock that the system's ticks come from moves every 15.6 ms on Windows, and every 10 ms at most elsewhere.
    private static readonly int s_grain = OperatingSystem.IsWindows() ? 16 : 10;

    private readonly TimeProvider? _time;

    public NearClock(TimeProvider time)
    {
        _time = time == TimeProvider.System ? null : time;
        Grain = _time is null ? s_grain : 1;
    }

    /// <summary>By how much <see cref="Now"/> may be behind.</summary>
    public int Grain { get; }

    public long Now => _time is null ? Environment.TickCount64 : Read(_time);

    private static long Read(TimeProvider time) => (long)((Int128)time.GetTimestamp() * 1000 / time.TimestampFrequency);
}
