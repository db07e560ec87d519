namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// A clock that moves only when it is told to. A timer that is due becomes an offer and fires when that is taken, which may
/// be much later: as in a process that was suspended.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset s_epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Timer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public bool HasTimers => _timers.Count > 0;

    /// <summary>When the next timer that is not yet due will be.</summary>
    public long? NextTimer
    {
        get
        {
            long? next = null;
            foreach (var timer in _timers)
            {
                if (timer.Due > _now && !(timer.Due >= next))
                    next = timer.Due;
            }

            return next;
        }
    }

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => s_epoch.AddTicks(_now);

    public void PassTo(long moment) => _now = Math.Max(_now, moment);

    /// <summary>The timers that may fire, each as an offer.</summary>
    public IEnumerable<Option> Due()
    {
        foreach (var timer in _timers)
        {
            if (timer.Due <= _now)
                yield return timer.Firing;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
            throw new NotSupportedException("The explored code has no periodic timers.");

        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer : ITimer
    {
        private readonly VirtualTime _time;

        public Timer(VirtualTime time, TimerCallback callback, object? state)
        {
            _time = time;
            Firing = new Option(Explorer.Actor, "wakes", OptionKind.Step, () =>
            {
                _time._timers.Remove(this);
                callback(state);
            });
        }

        public long Due { get; private set; }

        public Option Firing { get; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _time._timers.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            Due = _time._now + dueTime.Ticks;
            _time._timers.Add(this);
            return true;
        }

        public void Dispose() => _time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
