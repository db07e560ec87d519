using Derp.Kv.Page.Viewing;

namespace Derp.Kv.Page.Sharing;

/// <summary>
/// What this process and the others of its store tell each other. A notice says that somebody looks at one of them; for some seconds all then tell
/// their figures.
/// </summary>
internal sealed class Neighbours(KvClient client, PageLog log)
{
    private static readonly TimeSpan s_betweenNotices = TimeSpan.FromSeconds(3);

    // Rights are granted and connections come back, but not often.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly SharedSnapshots _snapshots = new(client);
    private readonly TimeProvider _time = client.Options.TimeProvider;
    private Heard? _heard;
    private long? _toldAt;
    private long? _refusedAt;
    private volatile bool _hears;
    private volatile bool _isAlone;

    /// <summary>Whether there may be others of which this process cannot hear: the store refuses it, does not answer, or is of a client that has no notices.</summary>
    public bool IsAlone => _isAlone;

    public IReadOnlyList<ProcessSnapshot> Others => Volatile.Read(ref _heard) is { } heard && IsWithin(heard.At, SharedSnapshots.Life) ? heard.Others : [];

    /// <summary>Begins to hear of viewers of other processes. Ends when it does, or with the application.</summary>
    /// <param name="onLook">Called on any thread.</param>
    /// <param name="cancellationToken">Fires when the application ends.</param>
    public async Task ListenAsync(Action onLook, CancellationToken cancellationToken)
    {
        if (client is MemoryKvClient)
            return;
        try
        {
            while (!await TryListenAsync(onLook, cancellationToken).ConfigureAwait(false))
                await Task.Delay(s_pause, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The application ends.
        }
    }

    /// <summary>
    /// Tells this process's figures, and with a viewer here hears those of the others. Two to five round trips; none if it does not hear of others.
    /// </summary>
    public async Task MeetAsync(ProcessSnapshot own, bool isWatched, CancellationToken cancellationToken)
    {
        if (!_hears || IsWithin(_refusedAt, s_pause))
            return;
        try
        {
            if (isWatched && !IsWithin(_toldAt, s_betweenNotices))
            {
                _toldAt = _time.GetTimestamp();
                await client.PublishLookAsync(cancellationToken).ConfigureAwait(false);
            }

            var list = await _snapshots.WriteAsync(own, cancellationToken).ConfigureAwait(false);
            if (isWatched)
                Volatile.Write(ref _heard, new(await _snapshots.ReadAsync(list, cancellationToken).ConfigureAwait(false), _time.GetTimestamp()));
            _isAlone = false;
        }
        catch (KvException e)
        {
            Failed(e);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The application ends.
        }
    }

    private async Task<bool> TryListenAsync(Action onLook, CancellationToken cancellationToken)
    {
        try
        {
            _hears = await client.SubscribeToLooksAsync(onLook, cancellationToken).ConfigureAwait(false);
            _isAlone = !_hears;
            return true;
        }
        catch (KvException e)
        {
            Failed(e);
            return false;
        }
    }

    private void Failed(KvException exception)
    {
        _isAlone = true;
        if (exception is KvUnavailableException)
            return;
        _refusedAt = _time.GetTimestamp();
        log.NotShared(exception);
    }

    private bool IsWithin(long? at, TimeSpan span) => at is { } then && _time.GetElapsedTime(then) < span;

    private sealed record Heard(IReadOnlyList<ProcessSnapshot> Others, long At);
}
