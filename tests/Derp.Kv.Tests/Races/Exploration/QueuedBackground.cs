using Derp.Kv.Coordination;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>What a client would send to the pool becomes an offer; what is cancelled goes on inside the step that cancels.</summary>
internal sealed class QueuedBackground(Explorer explorer, string client) : Background
{
    private readonly HashSet<CancellationToken> _cancelled = [];
    private int _flights;

    public override TaskCreationOptions Waking => TaskCreationOptions.None;

    /// <summary>Hears of each piece of work: its name, and who caused it.</summary>
    public Action<string, string>? Queued { get; set; }

    /// <summary>Hears of each piece of work when it begins.</summary>
    public Action<string>? Begun { get; set; }

    public override void Run(Func<Task> work)
    {
        var (starter, name, context) = (Explorer.Actor, $"{client} flight {++_flights}", ExecutionContext.Capture()!);
        Queued?.Invoke(name, starter);
        explorer.Offer(new Option(name, "starts", OptionKind.Step, () => ExecutionContext.Run(
            context,
            _ =>
            {
                Explorer.Actor = name;
                Begun?.Invoke(name);
                _ = work();
            },
            null)));
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

    public override void Cancel(CancellationTokenSource source)
    {
        if (_cancelled.Add(source.Token))
            explorer.Offer(new Option(Explorer.Actor, "token fires", OptionKind.Step, source.Cancel));
    }

    /// <summary>Whether a token has fired or is about to.</summary>
    public bool IsCancelled(CancellationToken token) => _cancelled.Contains(token);
}
