using Derp.Kv.Coordination.Holds;
using Derp.Kv.Near;

namespace Derp.Kv.Tests.Near;

/// <summary>The timer of a near cache runs as long as there is an entry: without it nothing is swept, and no suspension is seen.</summary>
public sealed class NearTimerTests
{
    private static readonly TimeSpan s_near = TimeSpan.FromSeconds(8);

    private readonly SteppingTime _time = new();
    private readonly ManualBackground _background = new();
    private readonly NearCache _near;

    public NearTimerTests() => _near = new MemoryKvClient(new KvClientOptions { TimeProvider = _time, NearNotices = false }) { Background = _background }.OpenNear();

    [Fact]
    public void N8_An_entry_that_comes_while_the_timer_is_stopped_is_swept_too()
    {
        Put(1, s_near);
        _background.Stopping = () =>
        {
            _background.Stopping = null;
            Put(2, s_near);
        };

        _time.Pass(s_near);
        _background.Tick();
        Assert.Equal(1, _near.Count);

        _time.Pass(s_near);
        _background.Tick();
        Assert.Equal(0, _near.Count);
        Assert.False(_background.Ticks);
    }

    [Fact]
    public void N11_A_suspension_is_seen_although_an_entry_of_a_shorter_life_comes_before_the_timer()
    {
        Put(1, s_near);
        Assert.True(IsFound(1));

        _time.Suspend(TimeSpan.FromHours(1));
        Put(2, s_near / 2);
        _background.Tick();

        Assert.False(IsFound(1));
    }

    private void Put(int key, TimeSpan near) =>
        _near.Put(new NearTextEntry(new NearPlace((ulong)key, this, key), _near.Mark(key, near), 100, this, [(byte)key]), "Tests.Timer", near);

    private bool IsFound(int key) => _near.Find((ulong)key, this, [(byte)key]) is not null;

    private sealed class ManualBackground : Background
    {
        private Action? _running;

        /// <summary>Called when a timer is about to be stopped.</summary>
        public Action? Stopping { get; set; }

        public bool Ticks => _running is not null;

        public override IDisposable Every(TimeSpan period, TimeProvider clock, Action action)
        {
            _running = () => action();
            return new Running(this, _running);
        }

        public void Tick() => _running!();

        private sealed class Running(ManualBackground background, Action action) : IDisposable
        {
            public void Dispose()
            {
                background.Stopping?.Invoke();
                if (background._running == action)
                    background._running = null;
            }
        }
    }

    private sealed class SteppingTime : TimeProvider
    {
        private long _monotonic = TimeSpan.TicksPerDay;
        private long _wall = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _monotonic;

        public override DateTimeOffset GetUtcNow() => new(_wall, TimeSpan.Zero);

        public void Pass(TimeSpan time) => (_monotonic, _wall) = (_monotonic + time.Ticks, _wall + time.Ticks);

        /// <summary>Of a suspended machine only the clock on the wall goes on.</summary>
        public void Suspend(TimeSpan time) => _wall += time.Ticks;
    }
}
