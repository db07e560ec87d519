namespace Derp.Kv.Simulation;

/// <summary>
/// The clocks of a process. The wall clock may be off. While the process is suspended the monotonic clock stands still, as that of a virtual machine
/// does, and timers are late by as much; in a pause both go on.
/// </summary>
internal sealed class SimulatedTime(Scheduler scheduler, SimulatedProcess? process, TimeSpan wallOffset = default) : TimeProvider
{
    private static readonly DateTimeOffset s_epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Not zero, which stands for "never" at some places; and another one in each process.
    private readonly long _start = TimeSpan.TicksPerDay + ((process?.Id ?? 0) * TimeSpan.TicksPerSecond);

    /// <summary>For how long the monotonic clock stood still.</summary>
    public long StoodStill { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _start + scheduler.Now - StoodStill;

    public override DateTimeOffset GetUtcNow() => s_epoch.AddTicks(scheduler.Now) + wallOffset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : Happening, ITimer
    {
        private long _due;
        private TimeSpan _period;

        public override SimulatedProcess? Process => time.Owner;

        public override string Name => "timer";

        public override void Happen()
        {
            // Suspended meanwhile.
            if (time.GetTimestamp() is var now && now < _due)
            {
                time.Scheduler.At(time.Scheduler.Now + _due - now, this);
                return;
            }

            if (_period > TimeSpan.Zero)
                Change(_period, _period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Simulation.Scheduler.Cancel(this);
            if (dueTime < TimeSpan.Zero)
                return true;
            _due = time.GetTimestamp() + dueTime.Ticks;
            time.Scheduler.At(time.Scheduler.Now + dueTime.Ticks, this);
            return true;
        }

        public void Dispose() => Simulation.Scheduler.Cancel(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private Scheduler Scheduler => scheduler;

    private SimulatedProcess? Owner => process;
}
