using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>A clock that tells when a timer has been set, so that a test can advance it knowing that somebody waits.</summary>
internal sealed class TimerClock : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> _set = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Of(dueTime).Release();
        return timer;
    }

    /// <summary>Waits for the next timer of this length, and lets it end.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await SetAsync(time);
        Advance(time);
    }

    /// <summary>Waits for the next timer of this length.</summary>
    public async Task SetAsync(TimeSpan time) =>
        Assert.True(await Of(time).WaitAsync(TimeSpan.FromSeconds(30)), $"Nobody waits for {time}.");

    private SemaphoreSlim Of(TimeSpan time) => _set.GetOrAdd(time, static _ => new SemaphoreSlim(0));
}
