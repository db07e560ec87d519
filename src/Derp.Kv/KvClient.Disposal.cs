using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// The end of a client: it waits for calls that have begun, and releases leases and claims if that is safe.
public abstract partial class KvClient
{
    /// <summary>
    /// Waits for calls that have begun; for helpers and wrappers with their bodies at most <see cref="KvClientOptions.DisposeTimeout"/>.
    /// Releases leases, and claims whose body has not begun, and closes connections. The claim of a body that still
    /// runs expires. Calls that begin later throw <see cref="ObjectDisposedException"/>.
    /// </summary>
    /// <remarks>
    /// If the store does not answer, it takes two <see cref="KvClientOptions.OperationTimeout"/> more. A body that disposes
    /// of its own client waits for itself, for the whole time-out.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        if (!Gate.TryDrain())
            return;

        GC.SuppressFinalize(this);
        CloseNear();
        KvMetrics.Clients.Remove(this);
        KvMetrics.Breakers.Remove(Breaker);
        KvMetrics.Breakers.Remove(WriteBreaker);
        if (!await EndsAsync(Gate.Calls.WhenEmpty(), Options.DisposeTimeout).ConfigureAwait(false))
            Log.StillRunning(Gate.Calls.Count, Options.DisposeTimeout.TotalSeconds);

        // Calls whose body has not begun release what they were granted; running bodies keep their claims and lose their leases.
        Gate.StopBodies();
        Volatile.Read(ref _claimWaiters)?.NotifyAll();
        var givenBack = Flights.All().Select(static flight => flight.GiveBackAsync());
        await EndsAsync(Task.WhenAll([Gate.Undecided.WhenEmpty(), .. givenBack]), Options.OperationTimeout).ConfigureAwait(false);

        if (_invalidationQueue is { Count: > 0 } queue)
            await EndsAsync(queue.CloseAsync(), Options.OperationTimeout).ConfigureAwait(false);

        Gate.Close();
        Keeper.Close();
        await EndsAsync(Gate.Operations.WhenEmpty(), Options.OperationTimeout).ConfigureAwait(false);
        await DisposeCoreAsync().ConfigureAwait(false);
    }

    // A hanging call must not block a shutdown.
    private async Task<bool> EndsAsync(Task task, TimeSpan patience)
    {
        if (task.IsCompleted)
            return true;

        using var enough = new CancellationTokenSource();
        await Background.WhenAny(task, Background.PauseAsync(patience, Time, enough.Token)).ConfigureAwait(false);
        enough.Cancel();
        return task.IsCompleted;
    }
}
