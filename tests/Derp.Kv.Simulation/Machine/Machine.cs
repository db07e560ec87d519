namespace Derp.Kv.Simulation;

/// <summary>
/// A simulation: processes with real clients, a network and a server, on one thread and in virtual time. The same seed and settings give the same run,
/// to the last step.
/// </summary>
internal sealed class Machine
{
    private readonly List<SimulatedProcess> _processes = [];

    public Machine(ulong seed, MachineSettings? settings = null)
    {
        (Seed, Settings, Dice) = (seed, settings ?? new MachineSettings(), new Dice(seed));
        Trace = new Trace { KeepsLines = Settings.KeepsTrace };
        Scheduler = new Scheduler(Trace);
        Server = new SimulatedServer(this);
    }

    public ulong Seed { get; }

    public MachineSettings Settings { get; }

    public Dice Dice { get; }

    public Trace Trace { get; }

    public Scheduler Scheduler { get; }

    public SimulatedServer Server { get; }

    /// <summary>All that there were, also those that have crashed.</summary>
    public IReadOnlyList<SimulatedProcess> Processes => _processes;

    /// <summary>Since the run began.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Scheduler.Now);

    /// <summary>Hears of each reply when it arrives at its process.</summary>
    public Action<Call>? Heard { get; set; }

    /// <summary>What failed first.</summary>
    public Exception? Failure { get; private set; }

    /// <param name="name">For the trace.</param>
    /// <param name="wallOffset">By how much its wall clock is off.</param>
    public SimulatedProcess AddProcess(string? name = null, TimeSpan wallOffset = default)
    {
        var process = new SimulatedProcess(this, _processes.Count + 1, name ?? $"process {_processes.Count + 1}", wallOffset);
        _processes.Add(process);
        return process;
    }

    /// <summary>Has something happen that is no process's: a fault, a change of the load.</summary>
    public void At(TimeSpan time, string name, Action action) => Scheduler.At(time.Ticks, new Act(name, action));

    /// <summary>Notes what fails the run; the first counts.</summary>
    public void Fail(Exception failure) => Failure ??= failure;

    /// <summary>Runs until this moment, or until something fails.</summary>
    /// <exception cref="SimulationFailedException">Something has failed.</exception>
    public void RunUntil(TimeSpan end)
    {
        Scheduler.RunUntil(end.Ticks, () => Failure is null);
        if (Failure is not null)
            throw new SimulationFailedException(this, Failure);
    }

    internal KvClientOptions OptionsOf(TimeProvider time) => new()
    {
        TimeProvider = time,
        OperationTimeout = Settings.OperationTimeout,
        NearNotices = Settings.NearNotices,
        KeyPrefix = "sim:",
    };
}
