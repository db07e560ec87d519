namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>The system's clock, which knows how many of its timers nobody has let go of.</summary>
internal sealed class CountingTime : TimeProvider
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new Counted(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class Counted(CountingTime time, ITimer timer) : ITimer
    {
        private int _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            Uncount();
        }

        public async ValueTask DisposeAsync()
        {
            await timer.DisposeAsync();
            Uncount();
        }

        private void Uncount()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Interlocked.Decrement(ref time._timers);
        }
    }
}
