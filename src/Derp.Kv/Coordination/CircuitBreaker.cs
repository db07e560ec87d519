namespace Derp.Kv.Coordination;

/// <summary>
/// Spares cached calls the time-out while the store is down. It opens after five failures within five seconds,
/// and after two time-outs with no success between them: a caller that waits two seconds for each would not
/// reach five. Calls then skip the store; one call per second tests it, and its outcome closes or reopens the breaker.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="report">Told of each change and each failed test.</param>
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

    // Read without the lock by every call; changed only under it.
    private volatile bool _open;
    private volatile int _timeOutsInARow;

    public bool IsOpen => _open;

    /// <summary>Open, and the next call tests it: whether the store is still down is not known.</summary>
    public bool IsTestDue
    {
        get
        {
            lock (_gate)
                return _open && time.GetElapsedTime(_openedAt) >= s_openFor;
        }
    }

    /// <summary>Whether a call may ask the store; while open, one call per second may.</summary>
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

            // This call tests; the others skip the store until it has returned, or for another second.
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
    /// <param name="timedOut">Whether a caller has waited for it for a whole operation's time-out.</param>
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
