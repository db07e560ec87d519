namespace Derp.Kv.Ledger.Coordination;

/// <summary>The pauses between the polls of one wait: they grow from 50 ms to a second.</summary>
internal struct Pauses(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private TimeSpan _next = s_first;

    /// <summary>Waits for the next one, or for a shorter time.</summary>
    public Task NextAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var pause = _next;
        _next = pause * 2 < s_longest ? pause * 2 : s_longest;

        // Timers drop what is below a millisecond.
        return Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((longest < pause ? longest : pause).TotalMilliseconds)), time, cancellationToken);
    }
}
