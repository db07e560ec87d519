namespace Derp.Kv.Coordination.Flights;

// What wakes a flight that waits for a lease: that of another process, or of an older flight here that its callers could not join.
internal abstract partial class Flight
{
    private bool _noticed;
    private TaskCompletionSource? _awaitedNotice;
    private Flight? _older;

    /// <summary>
    /// The flight in whose place this one is, since its callers could not join what is so old. It may have to wait for that one's lease. Null
    /// when there is none, or it has ended.
    /// </summary>
    public Flight? Older => _older is { _hasEnded: false } older ? older : null;

    /// <summary>Takes the place of a flight that is too old to be joined. Called before this one is in the map.</summary>
    public void Succeed(Flight older) => _older = older._hasEnded ? older.Older : older;

    /// <summary>The lease that this flight may be waiting for has ended: it asks again.</summary>
    public void Notify()
    {
        lock (this)
        {
            _noticed = true;
            _awaitedNotice?.TrySetResult();
        }

        // Out of the map, the older one is not found.
        Older?.Notify();
    }

    /// <summary>Forgets the notices so far. Called before the store is asked, so that none that comes after is missed.</summary>
    protected void ForgetNotices()
    {
        lock (this)
        {
            _noticed = false;
            _awaitedNotice = null;
        }
    }

    /// <summary>Ends with the first notice since <see cref="ForgetNotices"/>.</summary>
    protected Task NextNoticeAsync()
    {
        lock (this)
        {
            if (_noticed)
                return Task.CompletedTask;
            _awaitedNotice = new TaskCompletionSource(background.Waking);
            return _awaitedNotice.Task;
        }
    }
}
