using Derp.Kv.Coordination;

namespace Derp.Kv.Tests.Races.Guarded;

/// <summary>What befell reads while other callers shared them: tells whether the walks get there.</summary>
internal sealed class SharedReads(GuardedWorld world)
{
    private readonly List<Read> _reads = [];

    public HashSet<SharedReadEvent> Seen { get; } = [];

    public void Sent(string operation, Caller? reader)
    {
        if (operation == "Get" && reader is not null)
            _reads.Add(new Read(reader));
    }

    /// <summary>A call has come to its first wait: it reads, or it has joined.</summary>
    public void Called(Caller caller)
    {
        var own = _reads.Find(read => read.Reader == caller);
        if (own is not null)
            own.IsUnderWay = true;
        if (world.Clients[caller.Plan.Client].Flights.ReaderOf(GuardedWorld.Key) is not { } key)
            return;
        if (_reads.Find(read => read.Key == key) is not { } shared)
            own?.Key = key;
        else if (own is null)
            Happens(shared, ++shared.Joined > 1 ? SharedReadEvent.SharedByMany : SharedReadEvent.Shared);
    }

    public void Leaves(Caller caller)
    {
        foreach (var read in _reads)
        {
            if (read.Reader == caller)
                Happens(read, SharedReadEvent.ReaderLeft);
        }
    }

    public void Detached(int client)
    {
        foreach (var read in _reads)
        {
            if (read.Reader.Plan.Client == client)
                Happens(read, read.IsUnderWay ? SharedReadEvent.Invalidated : SharedReadEvent.InvalidatedBefore);
        }
    }

    public void Replied(string operation, Caller reader, object? reply)
    {
        if (operation != "Get" || _reads.Find(read => read.Reader == reader) is not { } ended)
            return;
        Happens(ended, reply switch
        {
            byte[] => SharedReadEvent.Hit,
            null => SharedReadEvent.Miss,
            KvException => SharedReadEvent.Failed,
            _ => SharedReadEvent.GivenUp,
        });
        _reads.Remove(ended);
    }

    // While nobody has joined there is nothing to share, save that nobody should.
    private void Happens(Read read, SharedReadEvent happened)
    {
        if (read.Joined > 0 || happened == SharedReadEvent.InvalidatedBefore)
            Seen.Add(happened);
    }

    private sealed class Read(Caller reader)
    {
        public Caller Reader => reader;

        /// <summary>Whether its caller waits for it: from then on it can be shared.</summary>
        public bool IsUnderWay { get; set; }

        /// <summary>By which others find it, once they can join.</summary>
        public byte[]? Key { get; set; }

        public int Joined { get; set; }
    }
}

internal enum SharedReadEvent
{
    Shared,
    SharedByMany,

    /// <summary>The key was invalidated after the read began and before it could be shared.</summary>
    InvalidatedBefore,
    Invalidated,
    ReaderLeft,
    GivenUp,
    Hit,
    Miss,
    Failed,
}
