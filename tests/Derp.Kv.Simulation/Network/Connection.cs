namespace Derp.Kv.Simulation;

/// <summary>
/// A connection of a process, as the real client has them: opened by the first command, which waits for it; when it breaks, commands fail at once until it
/// stands again, which is tried four times a second.
/// </summary>
internal sealed class Connection(SimulatedProcess process, Link link, string name)
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(250);

    private readonly Dice _dice = process.Dice.Fork();
    private readonly Queue<Call> _waiting = new();
    private Session? _session;
    private Watch? _watch;
    private bool _isOpening;
    private bool _isFirst = true;

    public SimulatedProcess Process => process;

    public Link Link => link;

    public string Name => name;

    /// <summary>Called when it has broken, and when it stands again.</summary>
    public Action? Changed { get; set; }

    /// <summary>Called when it stands, also for the first time.</summary>
    public Action? Opened { get; set; }

    private Scheduler Scheduler => process.Machine.Scheduler;

    private SimulatedServer Server => process.Machine.Server;

    public bool IsOpen => _session is { IsOpenAtProcess: true };

    public void Send(Call call)
    {
        if (_session is { IsOpenAtProcess: true } open)
        {
            open.Send(call);
            StartWatch();
            return;
        }

        if (!_isFirst)
        {
            call.Fail(new KvUnavailableException("There is no connection.", outcomeUnknown: false));
            return;
        }

        call.SentAt = Scheduler.Now;
        _waiting.Enqueue(call);
        StartWatch();
        Open();
    }

    /// <summary>It breaks now. The server and the process hear of it at once, or the process when it can.</summary>
    public void Break()
    {
        if (_session is not { } session)
            return;
        session.EndAtServer(isLost: _dice.InThousand(500));
        Scheduler.At(Scheduler.Now, new Act("connection breaks", () => Broken(session), process));
    }

    /// <summary>The server has closed it: the process hears of it when that arrives.</summary>
    public void ClosedByServer(Session session)
    {
        session.EndAtServer(isLost: false);
        Scheduler.At(link.ArrivalOf(isUp: false, Scheduler.Now, _dice), new Act("connection is closed", () => Broken(session), process));
    }

    /// <summary>The process has crashed: what it has sent is on its way.</summary>
    public void Abandon() => _session?.EndAtServer(isLost: false);

    private void Broken(Session session)
    {
        if (!session.IsOpenAtProcess)
            return;
        session.EndAtProcess();
        Changed?.Invoke();
        Open();
    }

    private void Open()
    {
        if (_isOpening)
            return;
        _isOpening = true;
        var stands = link.Connected(Scheduler.Now, _dice);
        Scheduler.At(stands, new Act("connection is made", Made, process));
    }

    private void Made()
    {
        _isOpening = false;
        if (Server.IsDown)
        {
            // Refused. Those who wait for the first one hear of it; the next command tries again.
            while (_waiting.TryDequeue(out var refused))
                refused.Fail(new KvUnavailableException("The connection is refused.", outcomeUnknown: false));
            if (!_isFirst)
                Scheduler.At(Scheduler.Now + s_betweenAttempts.Ticks, new Act("connects again", Open, process));
            return;
        }

        _session = new Session(this, _dice);
        var wasBroken = !_isFirst;
        _isFirst = false;
        Opened?.Invoke();
        while (_waiting.TryDequeue(out var call))
        {
            if (!call.IsSettled)
                _session.Send(call);
        }

        StartWatch();
        if (wasBroken)
            Changed?.Invoke();
    }

    private void StartWatch()
    {
        if (_watch is { Entry: not 0 })
            return;
        _watch ??= new Watch(this);
        _watch.Look();
    }

    private Call? Oldest()
    {
        while (_waiting.TryPeek(out var call) && call.IsSettled)
            _waiting.Dequeue();
        return _waiting.TryPeek(out var oldest) ? oldest : _session?.Oldest();
    }

    // Ends calls whose time is up. One entry of the scheduler a connection, and not one a call.
    private sealed class Watch(Connection connection) : Happening
    {
        public override SimulatedProcess? Process => connection.Process;

        public override string Name => "calls are looked after";

        public override void Happen() => Look();

        public void Look()
        {
            var scheduler = connection.Scheduler;
            var timeout = connection.Process.Machine.Settings.OperationTimeout.Ticks;
            while (connection.Oldest() is { } oldest)
            {
                if (scheduler.Now < oldest.SentAt + timeout)
                {
                    scheduler.At(oldest.SentAt + timeout, this);
                    return;
                }

                oldest.Fail(new KvUnavailableException("The server did not answer in time.", outcomeUnknown: oldest.Session is not null) { Because = UnavailableBecause.TimedOut });
            }
        }
    }
}
