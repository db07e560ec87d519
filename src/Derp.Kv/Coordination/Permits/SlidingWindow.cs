namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// Two adjoining windows of the server's clock, the older one weighted by how much of it still overlaps the last window.
/// A call is admitted iff <c>previous·(W−e) + (current+cost)·W ≤ L·W</c>, where <c>e</c> is the elapsed part of the newer
/// window. The script <see cref="Scripts.PermitScripts.SlidingWindow"/> is the same arithmetic.
/// </summary>
internal static class SlidingWindow
{
    /// <param name="stored">The key's value; null when there is none.</param>
    /// <param name="left">The milliseconds until the key expires; below 0: it has no expiry.</param>
    /// <param name="now">The server's clock, in milliseconds.</param>
    /// <param name="request">Checked.</param>
    /// <exception cref="KvException">The value is not a counter.</exception>
    public static PermitOutcome Run(byte[]? stored, long left, long now, in PermitRequest request)
    {
        var (window, cost) = (request.WindowMilliseconds, request.Cost);
        var start = now - (now % window);
        var counts = Counts.Read(stored, now, window);
        var life = 0L;
        if (stored is not null && (left < 0 || left > counts.Longest))
            left = life = counts.Longest;
        if (counts.EndsWithKey && left == 0)
            counts = default;

        var (current, previous) = counts.In(start);
        var overlap = start + window - now;
        var denied = ((Int128)previous * overlap) + ((Int128)(current + cost) * window) > (Int128)request.Limit * window;
        if (denied || cost == 0)
        {
            var (retry, reset) = (denied ? counts.UntilFree(request.Limit - cost, now, window) : 0, counts.UntilForgotten(now, window));
            if (counts.EndsWithKey)
                (retry, reset) = (Math.Min(retry, left), Math.Min(reset, left));
            return new(Decide(Used(current, previous, overlap, window), retry, reset, request), null, life);
        }

        current += cost;
        life = window + overlap;
        return new(
            Decide(Used(current, previous, overlap, window), 0, life, request),
            new SlidingWindowState(start / window, current, previous, window).ToBytes(),
            life);
    }

    /// <param name="used">Units that weigh now, rounded up.</param>
    /// <param name="retry">Milliseconds until the call would be admitted; 0: it is.</param>
    /// <param name="reset">Milliseconds until the count is zero.</param>
    /// <param name="request">Checked.</param>
    public static PermitDecision Decide(long used, long retry, long reset, in PermitRequest request) =>
        new(retry == 0, used, Math.Max(0, request.Limit - used), retry * 1000, reset * 1000);

    private static long Used(long current, long previous, long overlap, long window) =>
        current + (long)((((Int128)previous * overlap) + window - 1) / window);

    /// <summary>
    /// The stored counts, in windows of the asking call. A window that was counted in another length weighs fully until the end of the one
    /// in which it ends, and fades over the next. That is as if all its calls had come at its end, which can only admit less. Windows of
    /// one length stay as they are.
    /// </summary>
    /// <param name="Newer">Units of the newer window.</param>
    /// <param name="NewerEnd">Until when they weigh fully.</param>
    /// <param name="Older">Units of the older one.</param>
    /// <param name="OlderEnd">Until when they weigh fully.</param>
    /// <param name="Longest">The longest possible expiry of the key.</param>
    /// <param name="EndsWithKey">Whether the key can expire before the counts have faded: other settings, or a clock that was set back.</param>
    private readonly record struct Counts(long Newer, long NewerEnd, long Older, long OlderEnd, long Longest, bool EndsWithKey)
    {
        public static Counts Read(byte[]? stored, long now, long window)
        {
            if (stored is null)
                return default;

            // Beyond this a product with the window would not be exact in a script, and all calls are denied anyway.
            var most = (CounterText.Limit - 1) / window;
            if (!SlidingWindowState.TryParse(stored, out var state))
            {
                var other = OtherCounter.Parse(stored, window);
                return new(Math.Min(other.Units, most), long.MaxValue, 0, 0, other.Longest, EndsWithKey: true);
            }

            var olderEnd = state.Index * state.Window;
            var newerEnd = olderEnd + state.Window;
            var (newer, older) = (state.Current, state.Previous);
            var differs = state.Window != window || olderEnd > now;
            if (differs)
            {
                (olderEnd, newerEnd) = (RoundUp(olderEnd, window), RoundUp(newerEnd, window));
                if (olderEnd == newerEnd)
                    (newer, older) = (newer + older, 0);
            }

            return new(Math.Min(newer, most), newerEnd, Math.Min(older, most), olderEnd, 2 * state.Window, differs);
        }

        /// <summary>Units that weigh fully in the window that starts there, and those that fade in it.</summary>
        public (long Current, long Previous) In(long start) => (
            (NewerEnd > start ? Newer : 0) + (OlderEnd > start ? Older : 0),
            (NewerEnd == start ? Newer : 0) + (OlderEnd == start ? Older : 0));

        /// <summary>
        /// The first millisecond at which no more than that is counted without further calls. It comes while the older count fades, or, if the
        /// newer one alone is too much, while that one fades.
        /// </summary>
        public long UntilFree(long free, long now, long window)
        {
            if (NewerEnd == long.MaxValue)
                return long.MaxValue;
            return Newer <= free
                ? OlderEnd + window - now - ((free - Newer) * window / Older)
                : NewerEnd + window - now - (free * window / Newer);
        }

        public long UntilForgotten(long now, long window)
        {
            if (Newer > 0 && NewerEnd > now - window)
                return NewerEnd == long.MaxValue ? long.MaxValue : NewerEnd + window - now;
            return Older > 0 && OlderEnd > now - window ? OlderEnd + window - now : 0;
        }

        private static long RoundUp(long time, long window) => time % window is > 0 and var rest ? time - rest + window : time;
    }
}
