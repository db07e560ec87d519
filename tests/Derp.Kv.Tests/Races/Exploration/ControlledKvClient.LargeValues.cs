using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Races.Exploration;

// The commit of a large value in two commands. Both are sent before either takes effect, and they may do so in either order.
internal sealed partial class ControlledKvClient
{
    /// <summary>Whether every value counts as a large one.</summary>
    public bool StagesValues { get; init; }

    private async ValueTask<bool> CommitStagedAsync(
        string operation,
        byte[] key,
        LeaseToken token,
        byte[] value,
        Func<Server, ValueTask<long>> commit,
        Func<Server, ValueTask<bool>> commitWhole,
        CancellationToken cancellationToken)
    {
        var staging = PassAsync("StageValue", key, token.ToArray(), (server, key) => server.StageAsync(key, token, value), cancellationToken).AsTask();
        var committing = PassAsync(operation, key, token.ToArray(), (server, _) => commit(server), cancellationToken);
        var outcome = await StagedCommit.EndAsync(Observed(staging), committing, static _ => false);
        return outcome == StagedOutcome.NothingStaged
            ? await PassAsync(operation, key, token.ToArray(), (server, _) => commitWhole(server), cancellationToken)
            : outcome == StagedOutcome.Stored;
    }

    private static Task Observed(Task task)
    {
        _ = task.ContinueWith(static faulted => _ = faulted.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
