namespace Derp.Kv.Coordination.Holds;

/// <summary>
/// The client's own thread. It sends renewals, waits for their answers and keeps deadlines, so that bodies
/// which block every thread of the pool are renewed and cancelled all the same.
/// </summary>
/// <remarks>
/// It starts with the first hold. It ends when there has been none for a while, so that a client without disposal can be
/// collected, or with the client. It runs only when something is due: a hold that ends early does not wake it.
/// </remarks>
internal sealed class KeeperThread(TimeProvider time) : Keeper
{
    private const int MostWaitedFor = 32;

    // Some answers cannot signal this thread without the pool: it polls.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    // The system's clock needs no timer, whose callback would be the pool's.
    private readonly bool _isSystemTime = time == TimeProvider.System;
    private readonly object _gate = new();
    private readonly HoldHeap _holds = new();
    private readonly List<Hold> _due = [];
    private readonly List<Hold> _waiting = [];
    private Thread? _thread;
    private ITimer? _timer;
    private long _timerDue;
    private long _wakesAt;
    private bool _isClosed;

    public bool IsRunning
    {
        get
        {
            lock (_gate)
                return _thread is not null;
        }
    }

    protected override void Add(Hold hold)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _holds.Add(hold);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "Derp.Kv holds" };

                // Not in the execution context of the first caller.
                _thread.UnsafeStart();
            }
            else if (hold.Due < _wakesAt || !_isSystemTime)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    public override void Forget(Hold hold)
    {
        lock (_gate)
        {
            _holds.Remove(hold);
            if (_holds.First is null)
                StopTimer();
        }
    }

    public override void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            StopTimer();
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (TryTakeDue())
        {
            foreach (var hold in _due)
            {
                Turn(hold);
                if (hold is { Awaited: not null, IsWaitedFor: false })
                {
                    hold.IsWaitedFor = true;
                    _waiting.Add(hold);
                }
            }

            WaitForAnswers();
        }

        foreach (var hold in _waiting)
            hold.Abandon();
        _waiting.Clear();
    }

    /// <summary>Sleeps until a hold is due, or until an answer has to be polled for. False: the thread has nothing to do any more.</summary>
    private bool TryTakeDue()
    {
        lock (_gate)
        {
            _due.Clear();
            while (!_isClosed)
            {
                var now = time.GetTimestamp();
                while (_holds.First is { } first && first.Due <= now)
                {
                    _holds.Remove(first);
                    _due.Add(first);
                }

                if (_due.Count > 0 || _waiting.Count > 0)
                    return true;
                if (!Sleep(now))
                    break;
            }

            // When idle no task is waited for; when closed, waits are abandoned.
            _thread = null;
            return false;
        }
    }

    // Under the gate. False: there was no hold for a while.
    private bool Sleep(long now)
    {
        if (_holds.First is not { } next)
        {
            _wakesAt = long.MaxValue;
            return Monitor.Wait(_gate, s_idle) || _holds.First is not null;
        }

        _wakesAt = next.Due;
        var wait = time.GetElapsedTime(now, next.Due);
        if (!_isSystemTime)
            StartTimer(wait, next.Due);
        Monitor.Wait(_gate, wait < s_longestWait ? wait + TimeSpan.FromMilliseconds(1) : s_longestWait);
        return true;
    }

    private void Turn(Hold hold)
    {
        // Not in the heap while its index there changes.
        lock (_gate)
            _holds.Remove(hold);
        try
        {
            hold.Turn();
        }
#pragma warning disable CA1031 // Nothing that a turn calls throws; on a thread of its own it would end the process.
        catch
#pragma warning restore CA1031
        {
            hold.End();
        }

        // A hold that has ended meanwhile was removed while it was not in the heap.
        lock (_gate)
        {
            if (!hold.HasEnded)
                _holds.Add(hold);
        }
    }

    private void WaitForAnswers()
    {
        if (_waiting.Count == 0)
            return;

        // Only of the first ones: the others are polled, and a wait on too many would cost more than it saves.
        var arrivals = _waiting.Take(MostWaitedFor).Select(static hold => hold.Awaited?.Arrival ?? Task.CompletedTask).ToArray();
        try
        {
            // This wait, unlike most, is woken by the thread that completes and not by one of the pool.
            Task.WaitAll(arrivals, s_betweenLooks);
        }
        catch (AggregateException)
        {
            // Reported by the answer when it is read.
        }

        foreach (var hold in _waiting)
        {
            if (hold is { HasEnded: false, Awaited.Arrival.IsCompleted: true })
                Turn(hold);
        }

        _waiting.RemoveAll(static hold => !(hold.IsWaitedFor = hold is { HasEnded: false, Awaited: not null }));
    }

    private void StartTimer(TimeSpan wait, long due)
    {
        if (_timer is not null && _timerDue == due)
            return;
        StopTimer();
        _timerDue = due;
        _timer = time.CreateTimer(
            static gate =>
            {
                lock (gate!)
                    Monitor.Pulse(gate);
            },
            _gate,
            wait,
            Timeout.InfiniteTimeSpan);
    }

    private void StopTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
