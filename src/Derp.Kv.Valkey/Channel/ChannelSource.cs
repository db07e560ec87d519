using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey.Channel;

/// <summary>
/// The one channel of a client: opened by the first call that needs it, by one attempt at a time. A failed attempt is
/// followed by another when next needed, but not at once: until then callers get its failure without a wait. Once open,
/// the client library reconnects by itself.
/// </summary>
internal sealed class ChannelSource(ICommandConnector connector, ValkeyConfig config, TimeSpan operationTimeout, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private Task<ICommandChannel>? _attempt;
    private long _attemptEnded;
    private volatile ICommandChannel? _channel;
    private string? _password = config.Password;
    private bool _closed;

    /// <summary>The channel, if it is open.</summary>
    public ICommandChannel? Current => _channel;

    public ValueTask<ICommandChannel> OpenAsync(Deadline deadline, CancellationToken cancellationToken) =>
        _channel is { } channel ? new(channel) : WaitAsync(JoinAttempt(), deadline, cancellationToken);

    /// <summary>Sets another password for later attempts. A channel that is open or being opened has the old one.</summary>
    public Task<ICommandChannel>? ChangePassword(string password)
    {
        lock (_gate)
        {
            _password = password;
            return _attempt is { IsCompleted: true, IsCompletedSuccessfully: false } ? null : _attempt;
        }
    }

    /// <summary>Closes the channel; one that is being opened is closed when it is open.</summary>
    public async ValueTask CloseAsync()
    {
        Task<ICommandChannel>? attempt;
        lock (_gate)
        {
            _closed = true;
            attempt = _attempt;
        }

        if (attempt is { IsCompletedSuccessfully: true })
        {
            await attempt.Result.DisposeAsync().ConfigureAwait(false);
            return;
        }

        _ = attempt?.ContinueWith(
            static ended => ended.IsCompletedSuccessfully ? ended.Result.DisposeAsync().AsTask() : Task.FromResult(ended.Exception),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private static async ValueTask<ICommandChannel> WaitAsync(Task<ICommandChannel> attempt, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt.WaitAsync(deadline.Left, deadline.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!attempt.IsCompleted)
        {
            throw new KvUnavailableException("No connection to the server within the operation's time-out. Check its address, and that it is running.") { Because = UnavailableBecause.TimedOut };
        }
        catch (Exception e) when (attempt.IsFaulted && e is not KvException)
        {
            throw CommandErrors.MapConnect(e);
        }
    }

    private Task<ICommandChannel> JoinAttempt()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ValkeyClient));
            var failed = _attempt is { IsCompleted: true, IsCompletedSuccessfully: false };
            if (_attempt is null || (failed && time.GetElapsedTime(Volatile.Read(ref _attemptEnded)) >= s_pause))
            {
                // On the pool: the library blocks its caller until it is connected.
                var password = _password;
                _attempt = Task.Run(() => AttemptAsync(password));
                _ = _attempt.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return _attempt;
        }
    }

    private async Task<ICommandChannel> AttemptAsync(string? password)
    {
        try
        {
            return _channel = await connector.ConnectAsync(config, password, operationTimeout).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _attemptEnded, time.GetTimestamp());
        }
    }
}
