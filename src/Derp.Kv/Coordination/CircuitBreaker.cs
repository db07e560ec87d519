namespace Derp.Kv.Coordination;

/// <summary>
/// Keeps cached calls from paying a time-out each while the store is down: after five failures within five seconds it
/// opens, and calls do without the store; one call a second tries it, and its outcome closes or reopens.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="changed">Told once a change: true when it has opened.</param>
internal sealed class CircuitBreaker(TimeProvider time, Action<bool>? changed = null)
{
    private const int Threshold = 5;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_openFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long[] _failures = new long[Threshold];
    private long _count;
    private long _openedAt;

    // Read without the lock by every call; only its holder changes it.
    private volatile bool _open;

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
        if (!_open)
            return;

        lock (_gate)
        {
            if (!_open)
                return;
            _open = false;
            _count = 0;
        }

        changed?.Invoke(false);
    }

    public void Failed()
    {
        var opened = false;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _failures[_count++ % Threshold] = now;
            var oldest = _failures[_count % Threshold];
            if (_open || (_count >= Threshold && time.GetElapsedTime(oldest, now) <= s_window))
            {
                opened = !_open;
                _open = true;
                _openedAt = now;
            }
        }

        if (opened)
            changed?.Invoke(true);
    }
}
