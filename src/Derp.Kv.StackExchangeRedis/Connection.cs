using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// The connection to the server: opened by the first call that needs it, by one attempt at a time. A failed attempt is followed by
/// another when next needed, but not at once: until then callers get its failure without a wait. Once open, the
/// multiplexer reconnects by itself.
/// </summary>
internal sealed class Connection
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly ConfigurationOptions? _settings;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _attempt;
    private long _attemptEnded;
    private volatile IDatabase? _database;
    private volatile bool _isCluster;

    public Connection(ConfigurationOptions settings, TimeSpan timeout, TimeProvider time)
    {
        _settings = settings;
        _timeout = timeout;
        _time = time;
    }

    /// <summary>On a multiplexer that the application created and will dispose of.</summary>
    public Connection(IConnectionMultiplexer multiplexer, TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
        _database = multiplexer.GetDatabase();
    }

    public bool IsOwned => _settings is not null;

    /// <summary>The database, if there is a connection.</summary>
    public IDatabase? Database => _database;

    /// <summary>The database; connects first if that has not happened.</summary>
    /// <exception cref="KvUnavailableException">No connection within the time-out.</exception>
    public ValueTask<IDatabase> OpenAsync(CancellationToken cancellationToken) =>
        _database is { } database ? new(database) : ConnectAsync(cancellationToken);

    /// <summary>Whether the servers form a cluster; known when the first of them has answered.</summary>
    public bool IsCluster(IDatabase database)
    {
        if (!_isCluster && Array.Exists(database.Multiplexer.GetServers(), static server => server.ServerType == ServerType.Cluster))
            _isCluster = true;
        return _isCluster;
    }

    public async ValueTask CloseAsync()
    {
        if (!IsOwned)
            return;

        Task<IConnectionMultiplexer>? attempt;
        lock (_gate)
            attempt = _attempt;
        if (attempt is null)
            return;

        if (attempt.IsCompletedSuccessfully)
        {
            await attempt.Result.DisposeAsync().ConfigureAwait(false);
            return;
        }

        // An attempt under way must not delay a shutdown; its connection is closed when it ends.
        _ = attempt.ContinueWith(
            static ended =>
            {
                if (ended.IsCompletedSuccessfully)
                    ended.Result.Dispose();
                else
                    _ = ended.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private async ValueTask<IDatabase> ConnectAsync(CancellationToken cancellationToken)
    {
        var attempt = JoinAttempt();
        try
        {
            var multiplexer = await attempt.WaitAsync(_timeout, _time, cancellationToken).ConfigureAwait(false);
            return _database ??= multiplexer.GetDatabase();
        }
        catch (TimeoutException) when (!attempt.IsCompleted)
        {
            throw new KvUnavailableException($"No connection to the server within {_timeout.TotalMilliseconds:F0} ms. Check its address, and that it is running.") { Because = UnavailableBecause.TimedOut };
        }
    }

    private Task<IConnectionMultiplexer> JoinAttempt()
    {
        lock (_gate)
        {
            var failed = _attempt is { IsCompleted: true, IsCompletedSuccessfully: false };
            if (_attempt is null || (failed && _time.GetElapsedTime(Volatile.Read(ref _attemptEnded)) >= s_pause))
            {
                // On the pool: the start of a connection blocks, for example on name resolution.
                _attempt = Task.Run(AttemptAsync);
                Replies.ObserveFault(_attempt);
            }

            return _attempt;
        }
    }

    private async Task<IConnectionMultiplexer> AttemptAsync()
    {
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(_settings!).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _attemptEnded, _time.GetTimestamp());
        }
    }
}
