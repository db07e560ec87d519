using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>What a client would send to the pool becomes an offer; what is cancelled goes on inside the step that cancels.</summary>
internal sealed class QueuedBackground(Explorer explorer, string client) : Background
{
    private readonly HashSet<CancellationToken> _cancelled = [];
    private readonly ExecutionContext _own = ExecutionContext.Capture()!;
    private int _flights;

    public override TaskCreationOptions Waking => TaskCreationOptions.None;

    /// <summary>Hears of each piece of work: its name, and who caused it.</summary>
    public Action<string, string>? Queued { get; set; }

    /// <summary>Hears of each piece of work when it begins.</summary>
    public Action<string>? Begun { get; set; }

    /// <summary>Hears of each piece of work when it has ended.</summary>
    public Action<string>? Ended { get; set; }

    public override async Task Run(Func<Task> work)
    {
        // What does not flow from a caller is the client's own.
        var (starter, context, ended) = (Explorer.Actor, ExecutionContext.Capture(), new TaskCompletionSource());
        var name = context is null ? $"{client} itself" : $"{client} flight {++_flights}";
        if (context is not null)
            Queued?.Invoke(name, starter);
        explorer.Offer(new Option(name, "starts", OptionKind.Step, () => ExecutionContext.Run(context ?? _own, _ => _ = BeginAsync(), null)));
        await ended.Task;

        async Task BeginAsync()
        {
            Explorer.Actor = name;
            if (context is not null)
                Begun?.Invoke(name);
            await work();
            Ended?.Invoke(name);
            ended.SetResult();
        }
    }

    public override void Queue(IThreadPoolWorkItem work)
    {
        var name = $"{client} itself";
        explorer.Offer(new Option(name, "sends", OptionKind.Step, () => ExecutionContext.Run(_own, _ =>
        {
            Explorer.Actor = name;
            work.Execute();
        }, null)));
    }

    public override async Task<T> WaitAsync<T>(Task<T> completion, CancellationToken cancellationToken)
    {
        var (actor, heard) = (Explorer.Actor, new TaskCompletionSource<T>());
        using var registration = cancellationToken.UnsafeRegister(_ => heard.TrySetCanceled(cancellationToken), null);
        _ = completion.ContinueWith(
            task => explorer.Offer(new Option(actor, "is woken", OptionKind.Step, () => heard.TrySetResult(task.Result))),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return await heard.Task;
    }

    public override async Task PauseAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        using var registration = cancellationToken.UnsafeRegister(_ => over.TrySetCanceled(cancellationToken), null);
        await using var timer = clock.CreateTimer(_ => over.TrySetResult(), null, time, Timeout.InfiniteTimeSpan);
        await over.Task;
    }

    // Each time is an offer of its own: it may come late, and never comes beside another.
    public override IDisposable Every(TimeSpan period, TimeProvider clock, Action action) => new Repeated($"{client} timer", period, clock, action);

    public override Keeper KeeperOf(KvClient client) => new QueuedKeeper(this, client);

    public override void Fire(CancellationTokenSource source) => Cancel(source);

    public override void Cancel(CancellationTokenSource source)
    {
        if (_cancelled.Add(source.Token))
            explorer.Offer(new Option(Explorer.Actor, "token fires", OptionKind.Step, source.Cancel));
    }

    /// <summary>Whether a token has fired or is about to.</summary>
    public bool IsCancelled(CancellationToken token) => _cancelled.Contains(token);

    private sealed class Repeated : IDisposable
    {
        private readonly Action _next;
        private ITimer? _timer;
        private bool _isDisposed;

        public Repeated(string name, TimeSpan period, TimeProvider clock, Action action)
        {
            _next = () =>
            {
                var caller = Explorer.Actor;
                Explorer.Actor = name;
                _timer = clock.CreateTimer(
                    _ =>
                    {
                        action();
                        if (!_isDisposed)
                            _next!();
                    },
                    null,
                    period,
                    Timeout.InfiniteTimeSpan);
                Explorer.Actor = caller;
            };
            _next();
        }

        public void Dispose()
        {
            _isDisposed = true;
            _timer!.Dispose();
        }
    }
}
