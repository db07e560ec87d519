namespace Derp.Kv.Scale.Peers;

/// <summary>What values are computed from, as a database is: it serves so many at a time, each takes a while, and the others queue.</summary>
/// <param name="time">Of the simulation; one for all processes.</param>
/// <param name="concurrency">How many are served at a time.</param>
/// <param name="each">How long one takes.</param>
internal sealed class Source(TimeProvider time, int concurrency, TimeSpan each)
{
    private readonly PriorityQueue<long, long> _free = new(Enumerable.Repeat((0L, 0L), concurrency));
    private readonly long _start = time.GetTimestamp();

    /// <summary>How often it was asked.</summary>
    public int Runs { get; private set; }

    /// <summary>How many waited or were served at once, at most.</summary>
    public int Most { get; private set; }

    private int Now { get; set; }

    /// <param name="clock">Of the process that asks.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public async Task AskAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        Runs++;
        Most = Math.Max(Most, ++Now);
        var now = time.GetElapsedTime(_start).Ticks;
        var done = Math.Max(now, _free.Peek()) + each.Ticks;
        _free.DequeueEnqueue(done, done);
        try
        {
            await Task.Delay(TimeSpan.FromTicks(done - now), clock, cancellationToken);
        }
        finally
        {
            Now--;
        }
    }
}
