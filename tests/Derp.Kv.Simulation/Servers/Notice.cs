namespace Derp.Kv.Simulation;

/// <summary>What a subscriber is sent.</summary>
internal sealed class Notice(bool isNear, byte[] payload) : Message
{
    public bool IsNear => isNear;

    public byte[] Payload => payload;

    /// <summary>When the server has sent it.</summary>
    public long PublishedAt { get; set; }

    public override string NameOf(bool isUp) => isNear ? "near notice arrives" : "notice arrives";

    public override void ArriveUp(Session session) => throw new NotSupportedException("Processes publish by commands.");

    public override void ArriveDown(Session session)
    {
        session.Notices--;
        session.Connection.Process.Client.Receive(this);
    }
}
