using Derp.Kv.Coordination.Holds;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>What a client would send to the pool becomes an event, after a time that the schedule chooses.</summary>
internal sealed class SimulatedBackground(Simulation simulation, Func<TimeSpan> lateness) : Background
{
    private readonly ExecutionContext _own = ExecutionContext.Capture()!;

    public override TaskCreationOptions Waking => TaskCreationOptions.None;

    public override Task Run(Func<Task> work)
    {
        var (context, ended) = (ExecutionContext.Capture() ?? _own, new TaskCompletionSource());
        simulation.After(lateness(), () => ExecutionContext.Run(context, _ => _ = BeginAsync(), null));
        return ended.Task;

        async Task BeginAsync()
        {
            await work();
            ended.SetResult();
        }
    }

    public override async Task<T> WaitAsync<T>(Task<T> completion, CancellationToken cancellationToken)
    {
        var heard = new TaskCompletionSource<T>();
        using var registration = cancellationToken.UnsafeRegister(_ => heard.TrySetCanceled(cancellationToken), null);
        _ = completion.ContinueWith(
            task => simulation.After(lateness(), () => heard.TrySetFromTask(task)),
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

    public override Keeper KeeperOf(KvClient client) => new QueuedKeeper(this, client);

    public override void Fire(CancellationTokenSource source) => Cancel(source);

    public override void Cancel(CancellationTokenSource source) => simulation.After(lateness(), source.Cancel);
}
