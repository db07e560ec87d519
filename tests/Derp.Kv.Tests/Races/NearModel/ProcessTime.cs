namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>The clocks of one process: a monotonic one that began when it liked, and one on the wall that is set now and then. Timers are late.</summary>
internal sealed class ProcessTime(Simulation simulation, TimeSpan start, Func<TimeSpan> lateness) : TimeProvider
{
    private static readonly DateTimeOffset s_epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>By how much the clock on the wall has been set.</summary>
    public TimeSpan Set { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => start.Ticks + simulation.Now;

    public override DateTimeOffset GetUtcNow() => s_epoch.AddTicks(simulation.Now) + Set;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ProcessTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _changes;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _changes++;
            Arm(dueTime, period);
            return true;
        }

        public void Dispose() => _changes++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Arm(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            var changes = _changes;
            time.Simulation.After(dueTime + time.Late(), () =>
            {
                if (changes != _changes)
                    return;
                Arm(period, period);
                callback(state);
            });
        }
    }

    private Simulation Simulation => simulation;

    private TimeSpan Late() => lateness();
}
