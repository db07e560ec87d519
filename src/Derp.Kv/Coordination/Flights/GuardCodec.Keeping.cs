using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Coordination.Flights;

// What a layer above keeps of the values that pass here. Without such a layer none of this does anything.
internal abstract partial class GuardCodec<T>
{
    /// <summary>Whether nothing reachable from a value can change, so that callers share one.</summary>
    public virtual bool IsShared => false;

    /// <summary>Decides what this call may join; null: whatever is under way.</summary>
    public virtual IReadMarks? Marks => null;

    /// <summary>A read is about to be sent, whose answer vouches for the value.</summary>
    public virtual void BeginRead()
    {
    }

    /// <summary>The commit of a value is about to be sent. Done, it vouches for a value as a read does; not for its tags, which it does not ask for.</summary>
    public virtual void BeginCommit()
    {
        if (Tags is null)
            BeginRead();
    }

    /// <summary>The read has brought these bytes, and this codec this value from them, which no caller has seen.</summary>
    /// <returns>What the caller gets.</returns>
    public virtual T Keep(ReadOnlyMemory<byte> stored, T value, in Serving serving) => value;

    /// <summary>The read or the commit of a flight has vouched for the bytes of this outcome.</summary>
    public virtual void Keep(byte[] key, FlightOutcome outcome)
    {
    }
}
