namespace Derp.Kv.Simulation;

/// <summary>Something that is sent over a connection: a command, its reply, or a notice.</summary>
internal abstract class Message
{
    /// <summary>For the trace: that it arrives at the server, or at the process.</summary>
    public abstract string NameOf(bool isUp);

    /// <summary>It arrives at the server.</summary>
    public abstract void ArriveUp(Session session);

    /// <summary>It arrives at the process.</summary>
    public abstract void ArriveDown(Session session);
}
