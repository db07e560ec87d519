namespace Derp.Kv.Coordination.Holds;

/// <summary>Gives the holds of one client their turns when they are due, until they end.</summary>
internal abstract class Keeper
{
    /// <summary>Takes charge of a hold. To be called before the body is, from its flow.</summary>
    public void Keep(Hold hold)
    {
        hold.Begin(this);
        Add(hold);
    }

    /// <summary>A hold has ended, and gets no more turns.</summary>
    public abstract void Forget(Hold hold);

    /// <summary>Gives no more turns to anything.</summary>
    public abstract void Close();

    protected abstract void Add(Hold hold);
}
