namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// One counter that starts with the first admitted call and ends with its lifetime, a window later. The lifetime is the
/// only clock. The script <see cref="Scripts.PermitScripts.FixedWindow"/> is the same arithmetic.
/// </summary>
internal static class FixedWindow
{
    /// <param name="current">Units counted; 0 when there is no counter.</param>
    /// <param name="remainingMilliseconds">What the counter has left to live; 0 when there is none.</param>
    /// <param name="request">Checked.</param>
    public static PermitDecision Decide(long current, long remainingMilliseconds, in PermitRequest request)
    {
        var limit = request.Limit;
        if (current + request.Cost > limit)
            return new(false, current, Math.Max(0, limit - current), remainingMilliseconds * 1000, remainingMilliseconds * 1000);

        var reset = current == 0 && request.Cost > 0 && remainingMilliseconds == 0 ? request.WindowMilliseconds : remainingMilliseconds;
        return new(true, current + request.Cost, limit - current - request.Cost, 0, reset * 1000);
    }
}
