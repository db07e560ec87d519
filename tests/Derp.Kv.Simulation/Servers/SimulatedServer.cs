namespace Derp.Kv.Simulation;

/// <summary>
/// The server: one thread, which executes one command after the other, each for its service time; and its subscribers, whose notices it keeps up to a bound.
/// </summary>
internal sealed partial class SimulatedServer : Happening
{
    private readonly Machine _machine;
    private readonly Queue<Call> _queue = new();
    private readonly List<Session> _subscribers = [];
    private readonly List<Session> _nearSubscribers = [];
    private readonly List<Notice> _published = [];
    private readonly long[] _commands = new long[CommandNames.Count];
    private readonly long[] _lastTurns = new long[2];
    private long _busyUntil;
    private long _turn;
    private int _leftInTurn;

    public SimulatedServer(Machine machine)
    {
        _machine = machine;
        Scripts = NewScripts(new ReplayedTime(machine.Scheduler));
        Scripts.Published = _published.Add;
        _replica = machine.Settings.ReplicaLag is null ? null : NewReplica();
    }

    public Scripts Scripts { get; private set; }

    /// <summary>Refuses connections.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Hears of each command right before it is executed.</summary>
    public Action<Call>? Executing { get; set; }

    /// <summary>Hears of each command that has been executed.</summary>
    public Action<Call>? Executed { get; set; }

    /// <summary>Commands so far, by kind.</summary>
    public long this[CommandKind kind] => _commands[(int)kind];

    /// <summary>Commands so far.</summary>
    public long Commands => _commands.Sum();

    /// <summary>How long its thread has worked, in ticks.</summary>
    public long Worked { get; private set; }

    /// <summary>Notices that were sent, each subscriber counted.</summary>
    public long NoticesSent { get; private set; }

    /// <summary>Subscribers that were disconnected because they took too few notices.</summary>
    public int Overflows { get; private set; }

    public override string Name => "server takes the next command";

    private Scheduler Scheduler => _machine.Scheduler;

    /// <summary>A command has arrived.</summary>
    public void Arrive(Call call)
    {
        if (IsDown)
            return;
        if (_queue.Count == 0 && _busyUntil <= Scheduler.Now)
        {
            Execute(call);
            return;
        }

        _queue.Enqueue(call);
        if (_queue.Count == 1)
            Scheduler.At(_busyUntil, this);
    }

    public override void Happen()
    {
        Execute(_queue.Dequeue());
        if (_queue.Count > 0)
            Scheduler.At(_busyUntil, this);
    }

    /// <summary>It executes nothing for this long: it forks, or writes to a disk.</summary>
    public void Stall(TimeSpan time) => _busyUntil = Math.Max(_busyUntil, Scheduler.Now) + time.Ticks;

    public void Subscribe(Session session, bool near) => (near ? _nearSubscribers : _subscribers).Add(session);

    private void Execute(Call call)
    {
        Executing?.Invoke(call);
        Replicate();
        call.ExecutedAt = Scheduler.Now;
        call.Execute(Scripts);
        _commands[(int)call.Kind]++;
        Log(call);
        Executed?.Invoke(call);

        Turn();
        var (sent, sentAgain) = Subscribed();
        var time = _machine.Settings.ServiceTimes.Of(call.Kind, call.Keys, sent, sentAgain);
        _busyUntil = Math.Max(_busyUntil, Scheduler.Now) + time;
        Worked += time;
        Publish();
        if (call.Session is { IsOpenAtServer: true } session)
            session.Down.Send(call, _busyUntil);
    }

    // How many notices the command has caused: the first of its channel in this turn, and the others.
    private (int Sent, int SentAgain) Subscribed()
    {
        var (sent, again) = (0, 0);
        if (_published.Count == 0)
            return (sent, again);
        _subscribers.RemoveAll(static session => !session.IsOpenAtServer);
        _nearSubscribers.RemoveAll(static session => !session.IsOpenAtServer);
        foreach (var notice in _published)
        {
            ref var lastTurn = ref _lastTurns[notice.IsNear ? 1 : 0];
            var count = (notice.IsNear ? _nearSubscribers : _subscribers).Count;
            if (lastTurn == _turn)
                again += count;
            else
                sent += count;
            lastTurn = _turn;
        }

        return (sent, again);
    }

    // A turn of the server's loop takes what has arrived until it begins.
    private void Turn()
    {
        if (_leftInTurn == 0)
            (_turn, _leftInTurn) = (_turn + 1, _queue.Count + 1);
        _leftInTurn--;
    }

    private void Publish()
    {
        foreach (var notice in _published)
        {
            notice.PublishedAt = Scheduler.Now;
            foreach (var session in notice.IsNear ? _nearSubscribers : _subscribers)
            {
                if (!session.IsOpenAtServer)
                    continue;
                NoticesSent++;
                session.Down.Send(notice, _busyUntil);
                if (++session.Notices > _machine.Settings.NoticeBuffer)
                {
                    Overflows++;
                    session.Connection.ClosedByServer(session);
                }
            }
        }

        _published.Clear();
    }

    private Scripts NewScripts(TimeProvider time)
    {
        var scripts = _machine.Settings.Scripts(new KvClientOptions
        {
            TimeProvider = time,
            KeyPrefix = "sim:",
            NearNotices = _machine.Settings.NearNotices,
            MemoryMaxEntries = int.MaxValue,
            MemoryMaxBytes = long.MaxValue / 4,
        });
        return scripts;
    }
}
