namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// One counter that starts with the first admitted call and expires a window later. The expiry is the
/// only clock. The script <see cref="Scripts.PermitScripts.FixedWindow"/> is the same arithmetic.
/// </summary>
/// <remarks>
/// A counter expires after the window that it was opened with, or the longest of those that were admitted since. A call with other
/// settings waits for that end, so that no two windows count apart.
/// </remarks>
internal static class FixedWindow
{
    /// <param name="stored">The key's value; null when there is none.</param>
    /// <param name="left">The milliseconds until the key expires; below 0: it has no expiry.</param>
    /// <param name="request">Checked.</param>
    /// <exception cref="KvException">The value is not a counter.</exception>
    public static PermitOutcome Run(byte[]? stored, long left, in PermitRequest request)
    {
        var (window, cost) = (request.WindowMilliseconds, request.Cost);
        var (state, own, life) = (new FixedWindowState(0, window), true, 0L);
        if (stored is not null)
        {
            if (!FixedWindowState.TryParse(stored, window, out state))
            {
                var other = OtherCounter.Parse(stored, window);
                (state, own) = (new(other.Units, other.Longest), false);
            }

            if (left < 0 || left > state.Window)
                left = life = state.Window;
        }

        // A key in its last millisecond counts as expired.
        if (stored is null || left == 0)
            (state, own, left) = (new(0, window), true, 0);
        if (state.Count + cost > request.Limit)
            return new(Decide(denied: true, state.Count, left, request), null, life);
        if (cost == 0)
            return new(Decide(denied: false, state.Count, left, request), null, life);

        state = state with { Count = state.Count + cost };
        if (left == 0 || !own)
            (state, left, life) = (state with { Window = window }, window, window);
        else if (window > state.Window)
            (state, left, life) = (state with { Window = window }, left + window - state.Window, left + window - state.Window);
        return new(Decide(denied: false, state.Count, left, request), state.ToBytes(), life);
    }

    /// <summary>As <see cref="Run"/>, for a call that takes permits in advance. The script <see cref="Scripts.PermitBatchScript"/> does the same.</summary>
    /// <param name="stored">The key's value; null when there is none.</param>
    /// <param name="left">The milliseconds until the key expires; below 0: it has no expiry.</param>
    /// <param name="request">Checked; of one call.</param>
    /// <param name="most">Units to take at most.</param>
    /// <returns>The units that were taken, and the outcome.</returns>
    public static (long Units, PermitOutcome Outcome) RunUpTo(byte[]? stored, long left, in PermitRequest request, long most)
    {
        var room = Math.Min(most, request.Limit - Run(stored, left, request with { Cost = 0 }).Decision.Count);
        var units = Math.Max(request.Cost, room - (room % request.Cost));
        var outcome = Run(stored, left, request with { Cost = units });
        return (outcome.Decision.Allowed ? units : 0, outcome);
    }

    /// <param name="denied">Whether the call is denied.</param>
    /// <param name="count">Units counted, the call's own included when it is admitted.</param>
    /// <param name="left">The milliseconds until the counter expires.</param>
    /// <param name="request">Checked.</param>
    public static PermitDecision Decide(bool denied, long count, long left, in PermitRequest request) =>
        new(!denied, count, Math.Max(0, request.Limit - count), denied ? left * 1000 : 0, left * 1000);
}
