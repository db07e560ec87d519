using Derp.Kv.Page.Figures;
using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>
/// The work of a second while somebody looks: count, tell the others, add up. It begins with the first viewer here, or when another process of the store has
/// one, and ends some minutes after the last, so that whoever comes back finds the last minute. Unwatched there is no work at all.
/// </summary>
internal sealed class Watch : IAsyncDisposable
{
    /// <summary>How many can look at one process.</summary>
    public const int MostViewers = 10;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_lookLasts = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_linger = TimeSpan.FromMinutes(10);

    private readonly SnapshotSource _source;
    private readonly Neighbours _neighbours;
    private readonly KvClient _store;
    private readonly PageLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Second _current = new(null);
    private Task _work = Task.CompletedTask;
    private Task _sharing = Task.CompletedTask;
    private IReadOnlyList<ProcessSnapshot> _others = [];
    private bool _isWorking;
    private bool _hearsOthers;
    private int _viewers;
    private long _lookedAt;
    private long _toldAt;

    /// <param name="clients">All clients of the application, at least one. Processes find each other by the store of the first.</param>
    /// <param name="log">The log.</param>
    public Watch(IReadOnlyList<KvClient> clients, PageLog log)
    {
        (_store, _log, _time) = (clients[0], log, clients[0].Options.TimeProvider);
        (_source, _neighbours) = (new SnapshotSource(clients, _time), new Neighbours(_store));
        IsShared = _store is not MemoryKvClient;
    }

    private bool IsShared { get; }

    /// <summary>Begins to hear of viewers of other processes.</summary>
    public async Task ListenAsync()
    {
        if (!IsShared)
            return;
        try
        {
            _hearsOthers = await _store.SubscribeToLooksAsync(Looked).ConfigureAwait(false);
        }
        catch (KvException e)
        {
            _log.LooksNotHeard(e);
        }
    }

    /// <summary>Somebody comes to look; false: there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _viewers) > MostViewers)
        {
            Interlocked.Decrement(ref _viewers);
            return false;
        }

        Looked();
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _viewers);

    /// <summary>The latest second, from which a viewer goes on to the next ones.</summary>
    public Second Current => Volatile.Read(ref _current);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work, _sharing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Current.End();
        _stopping.Dispose();
    }

    private void Looked()
    {
        lock (_gate)
        {
            _lookedAt = _time.GetTimestamp();
            if (_isWorking || _stopping.IsCancellationRequested)
                return;
            _isWorking = true;

            // Not in the flow of the request that happens to be the first.
            using (ExecutionContext.SuppressFlow())
                _work = Task.Run(WorkAsync);
        }
    }

    private async Task WorkAsync()
    {
        using var recorder = new Recorder(_time);
        using var seconds = new PeriodicTimer(s_second, _time);
        do
        {
            recorder.Tick();
            if (Volatile.Read(ref _viewers) > 0)
                Volatile.Write(ref _lookedAt, _time.GetTimestamp());
            var snapshot = _source.Take(recorder);
            if (IsShared && _sharing.IsCompleted && _time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < s_lookLasts)
                _sharing = ShareAsync(snapshot);
            var figures = FiguresOfAll.Sum([snapshot, .. _others], alone: IsShared && !_hearsOthers);
            Volatile.Write(ref _current, Current.Follow(figures));
        }
        while (GoesOn() && await seconds.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) < s_linger)
                return true;
            (_isWorking, _others) = (false, []);
            Volatile.Write(ref _current, new Second(null));
            return false;
        }
    }

    // Beside the second's work: a slow store delays what is known of others, and nothing else.
    private async Task ShareAsync(ProcessSnapshot snapshot)
    {
        try
        {
            if (Volatile.Read(ref _viewers) > 0 && (_toldAt == 0 || _time.GetElapsedTime(_toldAt) >= s_betweenLooks))
            {
                _toldAt = _time.GetTimestamp();
                await _store.PublishLookAsync(_stopping.Token).ConfigureAwait(false);
            }

            await _neighbours.TellAsync(snapshot, _stopping.Token).ConfigureAwait(false);
            _others = await _neighbours.ReadAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KvException or OperationCanceledException)
        {
            _others = [];
        }
    }
}
