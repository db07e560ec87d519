using Derp.Kv.Tests.Races.NearModel;

namespace Derp.Kv.Tests.Races.PermitModel;

/// <summary>The clocks of a machine that can be suspended: its monotonic clock stands still, the wall clock goes on, and nothing runs.</summary>
internal sealed class Machine(Simulation simulation, TimeSpan start) : TimeProvider
{
    private static readonly DateTimeOffset s_epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<TaskCompletionSource> _waiting = [];
    private bool _isAsleep;
    private long _asleepSince;
    private long _slept;

    /// <summary>By how much the clock on the wall has been set.</summary>
    public TimeSpan Set { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => start.Ticks + (_isAsleep ? _asleepSince : simulation.Now) - _slept;

    public override DateTimeOffset GetUtcNow() => s_epoch.AddTicks(simulation.Now) + Set;

    /// <summary>Ends when the machine runs: what happens to a process waits until then.</summary>
    public Task RunsAsync()
    {
        if (!_isAsleep)
            return Task.CompletedTask;
        var awake = new TaskCompletionSource();
        _waiting.Add(awake);
        return awake.Task;
    }

    public async Task SleepAsync(TimeSpan time)
    {
        (_isAsleep, _asleepSince) = (true, simulation.Now);
        await simulation.PassAsync(time);
        _slept += simulation.Now - _asleepSince;
        _isAsleep = false;
        TaskCompletionSource[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (var awake in waiting)
            awake.SetResult();
    }
}
