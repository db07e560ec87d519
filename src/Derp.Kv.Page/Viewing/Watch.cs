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
    private static readonly TimeSpan s_lookLasts = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_linger = TimeSpan.FromMinutes(10);

    // A slow store delays what is known of others, and a second by no more than this.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private readonly SnapshotSource _source;
    private readonly Neighbours _neighbours;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Second _current = new(null);
    private Task _listening = Task.CompletedTask;
    private Task _work = Task.CompletedTask;
    private Task _meeting = Task.CompletedTask;
    private bool _isWorking;
    private int _viewers;
    private long _lookedAt;

    /// <param name="clients">All clients of the application, at least one. Processes find each other by the store of the first that is not of memory.</param>
    /// <param name="log">The log.</param>
    public Watch(IReadOnlyList<KvClient> clients, PageLog log)
    {
        var meetingPlace = clients.FirstOrDefault(static client => client is not MemoryKvClient) ?? clients[0];
        _time = meetingPlace.Options.TimeProvider;
        (_source, _neighbours) = (new SnapshotSource(clients, _time), new Neighbours(meetingPlace, log));
    }

    public TimeProvider Time => _time;

    /// <summary>The latest second, from which a viewer goes on to the next ones.</summary>
    public Second Current => Volatile.Read(ref _current);

    /// <summary>Begins to hear of viewers of other processes.</summary>
    public void Listen() => _listening = _neighbours.ListenAsync(Looked, _stopping.Token);

    /// <summary>Somebody comes to look; false: there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _viewers) > MostViewers)
        {
            Leave();
            return false;
        }

        Looked();
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _viewers);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_listening, _work, _meeting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        try
        {
            using var recorder = new Recorder(_time);
            using var seconds = new PeriodicTimer(s_second, _time);
            do
            {
                var snapshot = _source.Take(recorder);
                await MeetAsync(snapshot).ConfigureAwait(false);
                Volatile.Write(ref _current, Current.Follow(FiguresOfAll.Sum([snapshot, .. _neighbours.Others], _neighbours.IsAlone)));
            }
            while (GoesOn() && await NextAsync(seconds, recorder).ConfigureAwait(false));
        }
        catch
        {
            // The application ends; or something failed, and the next viewer begins anew.
            lock (_gate)
                _isWorking = false;
            throw;
        }
    }

    private async ValueTask<bool> NextAsync(PeriodicTimer seconds, Recorder recorder)
    {
        var isNext = await seconds.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false);
        recorder.Tick();
        return isNext;
    }

    private async Task MeetAsync(ProcessSnapshot snapshot)
    {
        var isWatched = Volatile.Read(ref _viewers) > 0;
        if (isWatched)
            Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        if (_meeting.IsCompleted && _time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < s_lookLasts)
            _meeting = _neighbours.MeetAsync(snapshot, isWatched, _stopping.Token);
        if (!_meeting.IsCompleted)
            await Task.WhenAny(_meeting, Task.Delay(s_patience, _time, _stopping.Token)).ConfigureAwait(false);
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) < s_linger)
                return true;

            // Whoever comes back sees no old figures.
            _isWorking = false;
            Volatile.Write(ref _current, new Second(null));
            return false;
        }
    }
}
