namespace Derp.Kv.Near;

/// <summary>
/// Sees the wall clock and the monotonic clock part. Of a suspended machine only the former goes on, and what was to be held for two
/// seconds would be for a night (N11). A step of the wall clock alone looks the same, and costs misses.
/// </summary>
internal sealed class ClockWatch(TimeProvider time)
{
    private DateTimeOffset _wall;
    private long _monotonic;

    /// <summary>Compares from here on.</summary>
    public void Begin() => (_wall, _monotonic) = (time.GetUtcNow(), time.GetTimestamp());

    /// <summary>Whether they have parted since the last look by more than this.</summary>
    public bool HaveParted(TimeSpan tolerance)
    {
        var (wall, monotonic) = (_wall, _monotonic);
        Begin();
        return (_wall - wall - time.GetElapsedTime(monotonic, _monotonic)).Duration() > tolerance;
    }
}
