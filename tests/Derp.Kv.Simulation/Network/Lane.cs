namespace Derp.Kv.Simulation;

/// <summary>
/// One direction of a session. What is sent arrives in that order, or not at all: a lost packet is sent again, and what follows waits for it. Only the next
/// arrival is in the scheduler.
/// </summary>
internal sealed class Lane(Session session, bool isUp, Dice dice) : Happening
{
    private readonly Queue<(long Time, Message Message)> _underWay = new();
    private readonly Scheduler _scheduler = session.Connection.Process.Machine.Scheduler;
    private long _last;

    // What arrives at the server does so also if its sender has crashed.
    public override SimulatedProcess? Process => isUp ? null : session.Connection.Process;

    public override string Name => _underWay.Peek().Message.NameOf(isUp);

    public int Count => _underWay.Count;

    /// <param name="message">Sent now, or later.</param>
    /// <param name="departs">When.</param>
    public void Send(Message message, long departs)
    {
        _last = Math.Max(_last, session.Connection.Link.ArrivalOf(isUp, departs, dice));
        _underWay.Enqueue((_last, message));
        if (_underWay.Count == 1)
            _scheduler.At(_last, this);
    }

    public override void Happen()
    {
        var message = _underWay.Dequeue().Message;
        if (_underWay.TryPeek(out var next))
            _scheduler.At(next.Time, this);
        if (isUp)
            message.ArriveUp(session);
        else
            message.ArriveDown(session);
    }

    /// <summary>What is under way does not arrive.</summary>
    public void Drop()
    {
        Scheduler.Cancel(this);
        _underWay.Clear();
    }
}
