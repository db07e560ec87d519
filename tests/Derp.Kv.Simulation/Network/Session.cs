namespace Derp.Kv.Simulation;

/// <summary>One life of a connection, from its handshake to its end.</summary>
internal sealed class Session
{
    private readonly Queue<Call> _outstanding = new();

    public Session(Connection connection, Dice dice)
    {
        Connection = connection;
        (Up, Down) = (new Lane(this, isUp: true, dice), new Lane(this, isUp: false, dice));
    }

    public Connection Connection { get; }

    public Lane Up { get; }

    public Lane Down { get; }

    /// <summary>Whether the server can send to it.</summary>
    public bool IsOpenAtServer { get; private set; } = true;

    /// <summary>Whether the process can send to it.</summary>
    public bool IsOpenAtProcess { get; private set; } = true;

    /// <summary>Notices that the process has not taken.</summary>
    public int Notices { get; set; }

    public void Send(Call call)
    {
        (call.Session, call.SentAt) = (this, Connection.Process.Machine.Scheduler.Now);
        _outstanding.Enqueue(call);
        Up.Send(call, call.SentAt);
    }

    /// <summary>The oldest call without an answer.</summary>
    public Call? Oldest()
    {
        while (_outstanding.TryPeek(out var call) && call.IsSettled)
            _outstanding.Dequeue();
        return _outstanding.TryPeek(out var oldest) ? oldest : null;
    }

    /// <summary>It ends for the server: nothing arrives from it any more, and what is under way to it may still arrive.</summary>
    /// <param name="isLost">Whether that is lost too.</param>
    public void EndAtServer(bool isLost)
    {
        if (!IsOpenAtServer)
            return;
        IsOpenAtServer = false;
        Down.Drop();
        if (isLost)
            Up.Drop();
    }

    /// <summary>It ends for the process: whoever waits hears of it.</summary>
    public void EndAtProcess()
    {
        if (!IsOpenAtProcess)
            return;
        IsOpenAtProcess = false;
        while (_outstanding.TryDequeue(out var call))
        {
            if (!call.IsSettled)
                call.Fail(new KvUnavailableException("The connection broke.", outcomeUnknown: true));
        }
    }
}
