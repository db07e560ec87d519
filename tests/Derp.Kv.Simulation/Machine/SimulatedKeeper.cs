using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Simulation;

/// <summary>Gives each hold of a process its turns, when they are due and when an answer has come.</summary>
internal sealed class SimulatedKeeper(SimulatedProcess process, KvClient client) : Keeper
{
    private readonly Dictionary<Hold, Turns> _kept = [];

    protected override void Add(Hold hold)
    {
        var turns = new Turns(process, client, hold);
        _kept.Add(hold, turns);
        turns.Next();
    }

    public override void Forget(Hold hold)
    {
        if (_kept.Remove(hold, out var turns))
            Scheduler.Cancel(turns);
    }

    public override void Close()
    {
        foreach (var hold in _kept.Keys.ToArray())
        {
            Forget(hold);
            hold.Abandon();
        }
    }

    private sealed class Turns(SimulatedProcess process, KvClient client, Hold hold) : Happening
    {
        private Answer? _awaited;

        public override SimulatedProcess? Process => process;

        public override string Name => "turn of a hold";

        public override void Happen()
        {
            if (hold.HasEnded)
                return;
            hold.Turn();
            Next();
        }

        public void Next()
        {
            if (hold.HasEnded)
                return;
            var due = hold.Due - client.Time.GetTimestamp();
            process.Machine.Scheduler.At(process.Machine.Scheduler.Now + Math.Max(0, due), this);
            if (hold.Awaited is not { } answer || ReferenceEquals(answer, _awaited))
                return;
            _awaited = answer;
            answer.Arrival.ContinueWith(
                static (_, turns) => ((Turns)turns!).Answered(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        private void Answered()
        {
            if (!hold.HasEnded)
                process.Machine.Scheduler.At(process.Machine.Scheduler.Now, this);
        }
    }
}
