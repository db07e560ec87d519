using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Simulation;

/// <summary>
/// What a client would send to the pool is a happening of its process. With <see cref="MachineSettings.Interleaves"/> it comes a little late, by chance, and so
/// do those who are woken: as on a pool of many threads.
/// </summary>
internal sealed class SimulatedBackground(SimulatedProcess process) : Background
{
    private const int Lateness = 200; // In ticks, 20 µs.

    private readonly Scheduler _scheduler = process.Machine.Scheduler;
    private readonly bool _interleaves = process.Machine.Settings.Interleaves;
    private readonly Dice _dice = process.Dice.Fork();

    public override TaskCreationOptions Waking => TaskCreationOptions.None;

    public override Task Run(Func<Task> work)
    {
        var run = new Work(process, work, ExecutionContext.Capture());
        Post(run);
        return run.WhenEnded;
    }

    public override void Queue(IThreadPoolWorkItem work) => Post(new Item(process, work));

    // Not the runtime's own: of several that wait for one task, it wakes all but one on the pool.
    public override Task<T> WaitAsync<T>(Task<T> completion, CancellationToken cancellationToken)
    {
        if (completion.IsCompleted || (!_interleaves && !cancellationToken.CanBeCanceled))
            return completion;
        var waiter = new Waiter<T>(this, cancellationToken);
        completion.ContinueWith(
            static (task, waiter) => ((Waiter<T>)waiter!).Completed(task),
            waiter,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return waiter.Task;
    }

    // Not the runtime's own: when it is cancelled, those who wait go on on the pool. It counts in whole milliseconds too.
    public override Task PauseAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken) =>
        process.PauseInMillisecondsAsync((long)time.TotalMilliseconds, cancellationToken);

    public override Task WhenAny(params ReadOnlySpan<Task> tasks)
    {
        foreach (var task in tasks)
        {
            if (task.IsCompleted)
                return Task.CompletedTask;
        }

        var first = new TaskCompletionSource();
        foreach (var task in tasks)
        {
            task.ContinueWith(
                static (_, first) => ((TaskCompletionSource)first!).TrySetResult(),
                first,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        return first.Task;
    }

    public override Keeper KeeperOf(KvClient client) => new SimulatedKeeper(process, client);

    public override void Fire(CancellationTokenSource source) => Cancel(source);

    public override void Cancel(CancellationTokenSource source) => Post(new Cancellation(process, source));

    private SimulatedProcess Process => process;

    private void Post(Happening work) => _scheduler.At(_scheduler.Now + (_interleaves ? _dice.Below(Lateness) : 0), work);

    private sealed class Work(SimulatedProcess process, Func<Task> work, ExecutionContext? context) : Happening
    {
        private readonly TaskCompletionSource _ended = new();

        public Task WhenEnded => _ended.Task;

        public override SimulatedProcess? Process => process;

        public override string Name => "work begins";

        public override void Happen()
        {
            if (context is null)
                _ = RunAsync();
            else
                ExecutionContext.Run(context, static work => _ = ((Work)work!).RunAsync(), this);
        }

        private async Task RunAsync()
        {
            await work().ConfigureAwait(false);
            _ended.SetResult();
        }
    }

    private sealed class Waiter<T> : Happening
    {
        private readonly TaskCompletionSource<T> _wait = new();
        private readonly SimulatedBackground _background;
        private readonly CancellationTokenRegistration _registration;
        private Task<T>? _completed;

        public Waiter(SimulatedBackground background, CancellationToken token)
        {
            _background = background;
            _registration = token.UnsafeRegister(static (waiter, token) => ((Waiter<T>)waiter!).Leave(token), this);
        }

        public Task<T> Task => _wait.Task;

        public override SimulatedProcess? Process => _background.Process;

        public override string Name => "waiter is woken";

        public void Completed(Task<T> completed)
        {
            _completed = completed;
            if (_background._interleaves)
                _background.Post(this);
            else
                Happen();
        }

        public override void Happen()
        {
            _registration.Dispose();
            _wait.TrySetFromTask(_completed!);
        }

        private void Leave(CancellationToken token) => _wait.TrySetCanceled(token);
    }

    private sealed class Item(SimulatedProcess process, IThreadPoolWorkItem work) : Happening
    {
        public override SimulatedProcess? Process => process;

        public override string Name => "list is sent";

        public override void Happen() => work.Execute();
    }

    private sealed class Cancellation(SimulatedProcess process, CancellationTokenSource source) : Happening
    {
        public override SimulatedProcess? Process => process;

        public override string Name => "token fires";

        public override void Happen()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // What it would end has ended.
            }
        }
    }
}
