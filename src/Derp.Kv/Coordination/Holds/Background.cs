namespace Derp.Kv.Coordination.Holds;

/// <summary>
/// All that goes on elsewhere than on the thread that causes it: by default, on the pool, and holds on a thread of their own.
/// Nothing else in flights, leases and claims leaves its thread, so that a client with another one of these can be run step
/// by step.
/// </summary>
internal class Background
{
    public static readonly Background Pool = new();

    /// <summary>How those who wait for a completion are woken: not by the thread that completes.</summary>
    public virtual TaskCreationOptions Waking => TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Runs the work, with the caller's execution context where that flows. It handles its own failures.</summary>
    public virtual Task Run(Func<Task> work) => Task.Run(work);

    /// <summary>Waits for a completion, at most until the token fires.</summary>
    public virtual Task<T> WaitAsync<T>(Task<T> completion, CancellationToken cancellationToken) => completion.WaitAsync(cancellationToken);

    /// <summary>Waits for a time to pass.</summary>
    public virtual Task PauseAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken) => Task.Delay(time, clock, cancellationToken);

    /// <summary>Does something again and again, until it is disposed of. The first time is after one period.</summary>
    public virtual IDisposable Every(TimeSpan period, TimeProvider clock, Action action)
    {
        // Not in the flow of the caller who happens to be the first.
        using (ExecutionContext.SuppressFlow())
            return clock.CreateTimer(static action => ((Action)action!)(), action, period, period);
    }

    /// <summary>Gives holds their turns: by default, a thread of the client's own.</summary>
    public virtual Keeper KeeperOf(KvClient client) => new KeeperThread(client.Time);

    /// <summary>
    /// Cancels the source from a hold's turn. What is registered there runs on a thread of its own: a body that blocks the
    /// pool may be waiting for just that, and the keeper must not wait for what an application does.
    /// </summary>
    public virtual void Fire(CancellationTokenSource source) => new Thread(() =>
    {
        try
        {
            source.Cancel();
        }
#pragma warning disable CA1031 // What is registered there does not fail the one who cancels.
        catch
#pragma warning restore CA1031
        {
        }
    })
    { IsBackground = true, Name = "Derp.Kv token" }.UnsafeStart();

    /// <summary>Cancels the source. What is registered there neither holds up nor fails the one who cancels.</summary>
    public virtual void Cancel(CancellationTokenSource source) => _ = source.CancelAsync().ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
