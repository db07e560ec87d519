namespace Derp.Kv.Coordination;

/// <summary>Counts what is under way, and tells when nothing is any more.</summary>
internal sealed class Turnstile
{
    private long _count;
    private TaskCompletionSource? _empty;

    public long Count => Interlocked.Read(ref _count);

    public void Enter() => Interlocked.Increment(ref _count);

    public void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            Volatile.Read(ref _empty)?.TrySetResult();
    }

    /// <summary>Enters, and exits once, however often the result is disposed of.</summary>
    public Passage Begin()
    {
        Enter();
        return new Passage(this);
    }

    /// <summary>Ends when nothing is under way. To be called when nothing new enters for longer than a moment.</summary>
    public Task WhenEmpty()
    {
        // Set before the count is read: one of the two sees the other.
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _empty, empty);
        if (Count == 0)
            empty.TrySetResult();
        return empty.Task;
    }
}

/// <summary>One way through a turnstile.</summary>
internal sealed class Passage(Turnstile turnstile) : IDisposable
{
    private int _ended;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            turnstile.Exit();
    }
}
