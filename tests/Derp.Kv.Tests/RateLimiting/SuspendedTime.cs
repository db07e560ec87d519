using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.RateLimiting;

/// <summary>A machine whose monotonic clock stands still while it is suspended.</summary>
internal sealed class SuspendedTime(FakeTimeProvider server) : TimeProvider
{
    private TimeSpan _suspended;

    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Suspend(TimeSpan time)
    {
        server.Advance(time);
        _suspended += time;
    }

    public override DateTimeOffset GetUtcNow() => server.GetUtcNow() + Step;

    public override long GetTimestamp() => (server.GetUtcNow() - DateTimeOffset.UnixEpoch - _suspended).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => server.CreateTimer(callback, state, dueTime, period);
}
