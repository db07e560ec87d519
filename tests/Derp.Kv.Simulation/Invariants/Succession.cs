namespace Derp.Kv.Simulation;

/// <summary>Who waits for a lease or claim whose owner does not renew it: one of them gets it soon after it has lapsed.</summary>
internal sealed class Succession(World world)
{
    private static readonly long s_soon = TimeSpan.FromSeconds(1).Ticks;

    private readonly List<(SimulatedProcess Process, long Since)> _waiting = [];
    private long? _lapses;

    /// <summary>It stands now, and lapses then.</summary>
    public void Stands(TimeSpan left) => _lapses = world.Machine.Scheduler.Now + left.Ticks;

    /// <summary>It was ended by a command.</summary>
    public void Ended()
    {
        _lapses = null;
        _waiting.Clear();
    }

    public void Waits(SimulatedProcess process)
    {
        if (!_waiting.Exists(waiter => waiter.Process == process))
            _waiting.Add((process, world.Machine.Scheduler.Now));
    }

    /// <summary>It is granted.</summary>
    /// <param name="isWaiting">Whether a process that has waited still does.</param>
    /// <returns>False: it was late, though somebody waited with whom nothing was wrong.</returns>
    public bool Granted(Func<SimulatedProcess, long, bool> isWaiting)
    {
        var isLate = _lapses is { } lapsed && world.Machine.Scheduler.Now - lapsed > s_soon
            && _waiting.Exists(waiter => !waiter.Process.HasCrashed && world.IsCalm(waiter.Process, waiter.Since) && isWaiting(waiter.Process, waiter.Since));
        Ended();
        return !isLate;
    }
}
