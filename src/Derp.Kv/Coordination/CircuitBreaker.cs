namespace Derp.Kv.Coordination;

/// <summary>
/// Keeps cached calls from paying a time-out each while the store is down: it opens after five failures within five seconds,
/// and after two time-outs with no success between them, which a caller who waits two seconds for each would else not
/// bring together in five. Calls then do without the store; one call a second tries it, and its outcome closes or reopens.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="report">Told of each change and each failed try.</param>
internal sealed class CircuitBreaker(TimeProvider time, IBreakerReport? report = null)
{
    private const int Threshold = 5;
    private const int TimeOuts = 2;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_openFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long[] _failures = new long[Threshold];
    private long _count;
    private long _openedAt;

    // Read without the lock by every call; only its holder changes them.
    private volatile bool _open;
    private volatile int _timeOutsInARow;

    public bool IsOpen => _open;

    /// <summary>Whether a call may ask the store; while open, one call in a second may.</summary>
    public bool TryPass()
    {
        if (!_open)
            return true;

        lock (_gate)
        {
            if (!_open)
                return true;
            if (time.GetElapsedTime(_openedAt) < s_openFor)
                return false;

            // This one tries; the others go on without until it is back, or for another second.
            _openedAt = time.GetTimestamp();
            return true;
        }
    }

    public void Succeeded()
    {
        if (!_open && _timeOutsInARow == 0)
            return;

        lock (_gate)
        {
            _timeOutsInARow = 0;
            if (!_open)
                return;
            _open = false;
            _count = 0;
        }

        report?.Changed(open: false);
    }

    /// <summary>A call has failed: each call once, however many of its operations did.</summary>
    /// <param name="timedOut">Whether somebody has waited for it as long as an operation may.</param>
    public void Failed(bool timedOut = false)
    {
        bool wasOpen, isOpen;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _failures[_count++ % Threshold] = now;
            var oldest = _failures[_count % Threshold];
            if (timedOut)
                _timeOutsInARow++;
            wasOpen = _open;
            isOpen = wasOpen || _timeOutsInARow >= TimeOuts
                || (_count >= Threshold && time.GetElapsedTime(oldest, now) <= s_window);
            if (isOpen)
                (_open, _openedAt) = (true, now);
        }

        if (wasOpen)
            report?.StillOpen();
        else if (isOpen)
            report?.Changed(open: true);
    }
}
