namespace Derp.Kv.Coordination.Holds;

/// <summary>
/// All work on another thread than the one that causes it: by default on the pool, and holds on their own thread.
/// Nothing else in flights, leases and claims leaves its thread, so that a client with another one of these can be run step
/// by step.
/// </summary>
internal class Background
{
    public static readonly Background Pool = new();

    /// <summary>How waits for a completion continue: not on the thread that completes.</summary>
    public virtual TaskCreationOptions Waking => TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Runs the work, with the caller's execution context if that flows. It handles its own failures.</summary>
    public virtual Task Run(Func<Task> work) => Task.Run(work);

    /// <summary>Runs the work after what the pool has to do already.</summary>
    public virtual void Queue(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    /// <summary>Waits for a completion, at most until the token is cancelled.</summary>
    public virtual Task<T> WaitAsync<T>(Task<T> completion, CancellationToken cancellationToken) => completion.WaitAsync(cancellationToken);

    /// <summary>Waits for a time to pass.</summary>
    public virtual Task PauseAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken) => Task.Delay(time, clock, cancellationToken);

    /// <summary>Waits for the first of some tasks to end.</summary>
    public virtual Task WhenAny(params ReadOnlySpan<Task> tasks) => Task.WhenAny(tasks);

    /// <summary>Repeats an action until it is disposed of. The first time is after one period.</summary>
    public virtual IDisposable Every(TimeSpan period, TimeProvider clock, Action action)
    {
        // Not in the execution context of the first caller.
        using (ExecutionContext.SuppressFlow())
            return clock.CreateTimer(static action => ((Action)action!)(), action, period, period);
    }

    /// <summary>Gives holds their turns: by default, the client's own thread.</summary>
    public virtual Keeper KeeperOf(KvClient client) => new KeeperThread(client.Time);

    /// <summary>
    /// Cancels the source from a hold's turn. Callbacks registered there run on another thread: a body that blocks the
    /// pool may wait for one of them, and the keeper must not wait for application code.
    /// </summary>
    public virtual void Fire(CancellationTokenSource source) => new Thread(() =>
    {
        try
        {
            source.Cancel();
        }
#pragma warning disable CA1031 // A registered callback must not fail the caller of Cancel.
        catch
#pragma warning restore CA1031
        {
        }
    })
    { IsBackground = true, Name = "Derp.Kv token" }.UnsafeStart();

    /// <summary>Cancels the source. Registered callbacks neither delay nor fail the caller.</summary>
    public virtual void Cancel(CancellationTokenSource source) => _ = source.CancelAsync().ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
