namespace Derp.Kv.Simulation;

// A replica executes what the primary has executed, some time later. When it becomes the primary, what it has not executed is lost.
internal sealed partial class SimulatedServer
{
    private readonly Queue<Call> _log = new();
    private (Scripts Scripts, ReplayedTime Time)? _replica;

    /// <summary>Failovers so far.</summary>
    public int Failovers { get; private set; }

    /// <summary>When the last one was, in ticks.</summary>
    public long LastFailover { get; private set; } = long.MinValue / 2;

    /// <summary>The primary fails: all connections break, and after a while the replica takes over, with what it has.</summary>
    /// <param name="election">Until then nobody answers.</param>
    public void FailOver(TimeSpan election)
    {
        if (IsDown || _replica is not { } replica)
            return;
        Replicate();
        _log.Clear();
        _queue.Clear();
        _leftInTurn = 0;
        Scheduler.Cancel(this);
        Scripts.Published = null;
        IsDown = true;
        Failovers++;
        LastFailover = Scheduler.Now;
        BreakAll();
        _machine.Scheduler.After(election, "replica takes over", () =>
        {
            replica.Time.Moment = null;
            Scripts = replica.Scripts;
            Scripts.Published = _published.Add;
            (_replica, IsDown) = (NewReplicaOfNothing(), false);
        });
    }

    private void BreakAll()
    {
        foreach (var process in _machine.Processes)
            process.Client.BreakConnections();
    }

    private void Log(Call call)
    {
        if (_replica is not null)
            _log.Enqueue(call);
    }

    private void Replicate()
    {
        if (_replica is not { } replica)
            return;
        var until = Scheduler.Now - _machine.Settings.ReplicaLag!.Value.Ticks;
        while (_log.TryPeek(out var call) && call.ExecutedAt <= until)
        {
            _log.Dequeue();
            replica.Time.Moment = call.ExecutedAt;
            call.Repeat(replica.Scripts);
        }
    }

    private (Scripts, ReplayedTime) NewReplica()
    {
        var time = new ReplayedTime(Scheduler) { Moment = 0 };
        return (NewScripts(time), time);
    }

    // One failover a run: the next replica would have to copy all.
    private static (Scripts, ReplayedTime)? NewReplicaOfNothing() => null;

    /// <summary>The clock of a store: that of the run, or the moment at which the primary has executed what is executed again.</summary>
    private sealed class ReplayedTime(Scheduler scheduler) : TimeProvider
    {
        public long? Moment { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Moment ?? scheduler.Now;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(GetTimestamp());
    }
}
