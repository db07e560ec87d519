using Derp.Kv.Coordination;

namespace Derp.Kv.Simulation;

/// <summary>A process with a client of its own. It can stand still, with or without its clock, and crash.</summary>
internal sealed class SimulatedProcess
{
    private readonly List<(long End, long Length)> _suspensions = [];

    public SimulatedProcess(Machine machine, int id, string name, TimeSpan wallOffset)
    {
        (Machine, Id, Name) = (machine, id, name);
        Dice = machine.Dice.Fork();
        Time = new SimulatedTime(machine.Scheduler, this, wallOffset);
        Client = new SimulatedKvClient(this, machine.OptionsOf(Time), new SimulatedBackground(this)) { Chance = new SimulatedChance(Dice.Fork()) };
    }

    public Machine Machine { get; }

    /// <summary>1 and up.</summary>
    public int Id { get; }

    public string Name { get; }

    public Dice Dice { get; }

    public SimulatedTime Time { get; }

    public SimulatedKvClient Client { get; }

    /// <summary>Until when nothing happens in it.</summary>
    public long PausedUntil { get; private set; }

    public bool HasCrashed { get; private set; }

    /// <summary>When it last went on after it had been suspended; a long time ago if never.</summary>
    public long LastSuspension { get; private set; } = long.MinValue / 2;

    /// <summary>For how long its monotonic clock stood still in suspensions that ended since this moment and were not longer than the time given.</summary>
    public long StoodStill(long since, long longest) => _suspensions.Where(suspension => suspension.End >= since && suspension.Length <= longest).Sum(static suspension => suspension.Length);

    /// <summary>Nothing happens in it for this long, and its clocks go on: the collector runs.</summary>
    public void Pause(TimeSpan time) => PausedUntil = Math.Max(PausedUntil, Machine.Scheduler.Now + time.Ticks);

    /// <summary>Nothing happens in it for this long, and its monotonic clock stands still: the machine sleeps.</summary>
    public void Suspend(TimeSpan time)
    {
        if (PausedUntil > Machine.Scheduler.Now)
            return;
        Pause(time);
        Time.StoodStill += time.Ticks;
        LastSuspension = PausedUntil;
        _suspensions.Add((PausedUntil, time.Ticks));
    }

    /// <summary>Nothing happens in it any more. What it has sent is on its way.</summary>
    public void Crash()
    {
        HasCrashed = true;
        Client.Crashed();
    }

    /// <summary>Begins to do something at this moment. What it throws fails the run.</summary>
    public void Start(TimeSpan at, string name, Func<Task> work) => Machine.Scheduler.At(at.Ticks, new Act(name, () => _ = GuardedAsync(work), this));

    /// <summary>Waits, by the monotonic clock.</summary>
    public Task PauseAsync(TimeSpan time) => PauseAsync(time.Ticks);

    public Task PauseAsync(long ticks)
    {
        var pause = new Wait(this);
        Machine.Scheduler.At(Machine.Scheduler.Now + ticks, pause);
        return pause.Over;
    }

    /// <summary>The same, at most until the token is cancelled.</summary>
    public async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var pause = new Wait(this);
        Machine.Scheduler.At(Machine.Scheduler.Now + time.Ticks, pause);
        using var registration = cancellationToken.UnsafeRegister(static (pause, token) => ((Wait)pause!).Cancel(token), pause);
        await pause.Over.ConfigureAwait(false);
    }

    /// <summary>The same, as the runtime's timers do it. A cancellation ends the task, and throws nothing unless it is awaited.</summary>
    public Task PauseInMillisecondsAsync(long milliseconds, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        if (milliseconds == 0)
            return Task.CompletedTask;
        var pause = new Wait(this);
        Machine.Scheduler.At(Machine.Scheduler.Now + (milliseconds * TimeSpan.TicksPerMillisecond), pause);
        pause.LeaveWith(cancellationToken);
        return pause.Over;
    }

    private async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it fails the run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Machine.Fail(e);
        }
    }

    private sealed class Wait(SimulatedProcess process) : Happening
    {
        private readonly TaskCompletionSource _over = new();
        private CancellationTokenRegistration _registration;

        public Task Over => _over.Task;

        public override SimulatedProcess? Process => process;

        public override string Name => "goes on";

        public override void Happen()
        {
            _registration.Dispose();
            _over.TrySetResult();
        }

        public void LeaveWith(CancellationToken token) => _registration = token.UnsafeRegister(static (pause, token) => ((Wait)pause!).Cancel(token), this);

        public void Cancel(CancellationToken token)
        {
            Scheduler.Cancel(this);
            _over.TrySetCanceled(token);
        }
    }
}
