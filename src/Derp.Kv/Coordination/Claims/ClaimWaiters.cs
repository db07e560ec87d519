using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Coordination.Claims;

/// <summary>The calls of a client that wait for claims of others, by the record's key.</summary>
internal sealed class ClaimWaiters
{
    private readonly Dictionary<byte[], List<ClaimWaiter>> _waiting = new(ByteArrayComparer.Instance);
    private readonly Lock _gate = new();

    public void Add(byte[] key, ClaimWaiter waiter)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out var waiters))
                _waiting.Add(key, waiters = []);
            waiters.Add(waiter);
        }
    }

    public void Remove(byte[] key, ClaimWaiter waiter)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
                _waiting.Remove(key);
        }
    }

    /// <summary>The claim of this key has ended, or may have: those who wait ask again.</summary>
    public void Notify(ReadOnlySpan<byte> key)
    {
        ClaimWaiter[] waiters;
        lock (_gate)
        {
            if (!_waiting.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var all))
                return;
            waiters = [.. all];
        }

        foreach (var waiter in waiters)
            waiter.Notify();
    }

    /// <summary>Everybody asks again.</summary>
    public void NotifyAll()
    {
        List<ClaimWaiter> waiters = [];
        lock (_gate)
        {
            foreach (var all in _waiting.Values)
                waiters.AddRange(all);
        }

        foreach (var waiter in waiters)
            waiter.Notify();
    }
}

/// <summary>What wakes one waiting call.</summary>
internal sealed class ClaimWaiter(Background background)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _notice = new(background.Waking);

    /// <summary>Forgets the notices so far. Called before the store is asked, so that none that comes after is missed.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            if (_notice.Task.IsCompleted)
                _notice = new TaskCompletionSource(background.Waking);
        }
    }

    /// <summary>Ends with the first notice since <see cref="Forget"/>.</summary>
    public Task NextAsync()
    {
        lock (_gate)
            return _notice.Task;
    }

    public void Notify()
    {
        lock (_gate)
            _notice.TrySetResult();
    }
}
