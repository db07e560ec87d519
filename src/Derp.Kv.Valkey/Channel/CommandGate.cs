using System.Diagnostics.CodeAnalysis;

namespace Derp.Kv.Valkey.Channel;

/// <summary>
/// Guards the native library. After its end it dereferences an invalid pointer if it is called, and crashes the process when
/// a reply comes late. It refuses a command above its limit instead of queueing it.
/// </summary>
/// <remarks>
/// A call counts until the library has answered, not until its caller stops waiting: a caller may cancel, the command stays.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "A call may be in flight after the client's disposal; without a wait handle or a timer there is nothing to free.")]
internal sealed class CommandGate(int most)
{
    /// <summary>The library's own bound is 1,000 and cannot be set in 1.1.0; its own commands count too.</summary>
    public const int MostInFlight = 900;

    private readonly SemaphoreSlim _turns = new(most, most);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private int _closed;

    /// <summary>Ends when the gate is closed and nothing is in flight.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Sends a command when its turn has come, and waits for the reply.</summary>
    /// <param name="state">What <paramref name="send"/> needs.</param>
    /// <param name="send">Starts the call.</param>
    /// <param name="deadline">The end of all waiting.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ObjectDisposedException">The gate is closed; nothing was sent.</exception>
    /// <exception cref="KvUnavailableException">No turn before the deadline; nothing was sent.</exception>
    /// <exception cref="TimeoutException">No reply before the deadline.</exception>
    public async Task<T> RunAsync<TState, T>(TState state, Func<TState, Task<T>> send, Deadline deadline, CancellationToken cancellationToken)
    {
        if (!_turns.Wait(0, CancellationToken.None))
            await WaitForTurnAsync(deadline, cancellationToken).ConfigureAwait(false);

        // Counted before it is asked whether the gate is closed: one of the two sees the other.
        Interlocked.Increment(ref _inFlight);
        Task<T> reply;
        try
        {
            ThrowIfClosed();
            ThrowIfLate(deadline, cancellationToken);
            reply = send(state);
        }
        catch
        {
            Leave();
            throw;
        }

        if (reply.IsCompleted)
        {
            Leave();
            return await reply.ConfigureAwait(false);
        }

        _ = reply.ContinueWith(
            static (ended, gate) =>
            {
                // A reply that is no longer awaited may be a failure.
                _ = ended.Exception;
                ((CommandGate)gate!).Leave();
            },
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return await reply.WaitAsync(deadline.Left, deadline.Time, cancellationToken).ConfigureAwait(false);
    }

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, typeof(ValkeyClient));

    /// <summary>Admits nothing from now on; a command that waits for its turn fails.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;

        _closing.Cancel();
        if (Volatile.Read(ref _inFlight) == 0)
            _drained.TrySetResult();
    }

    // A command whose caller has stopped waiting for the connection or its turn must not be executed later.
    private static void ThrowIfLate(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.Left == TimeSpan.Zero)
            throw new KvUnavailableException("The operation's time-out passed before its command could be sent.") { Because = UnavailableBecause.TimedOut };
    }

    private async Task WaitForTurnAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(deadline.Left, deadline.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, _closing.Token);
        try
        {
            await _turns.WaitAsync(any.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(ValkeyClient));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KvUnavailableException($"More than {most} commands wait for their replies. The server is too slow for this load, or does not reply.");
        }
        catch (OperationCanceledException)
        {
            // With the caller's own token, not the linked one.
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private void Leave()
    {
        _turns.Release();
        if (Interlocked.Decrement(ref _inFlight) == 0 && Volatile.Read(ref _closed) != 0)
            _drained.TrySetResult();
    }
}
