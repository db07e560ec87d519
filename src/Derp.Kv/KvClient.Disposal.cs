using Derp.Kv.Diagnostics;

namespace Derp.Kv;

// The end of a client: calls that have begun are waited for, and what is held is given back where that is safe.
public abstract partial class KvClient
{
    /// <summary>
    /// Waits for calls that have begun, those of helpers with their bodies at most <see cref="KvClientOptions.DisposeTimeout"/>;
    /// gives leases back, and claims whose body has not begun; and lets go of connections. The claim of a body that still
    /// runs ends by itself. Calls that begin later throw <see cref="ObjectDisposedException"/>.
    /// </summary>
    /// <remarks>
    /// Where the store does not answer it takes two <see cref="KvClientOptions.OperationTimeout"/> more. A body that disposes
    /// of its own client waits for itself, for all of the time-out.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        if (!Gate.TryDrain())
            return;

        GC.SuppressFinalize(this);
        CloseNear();
        KvMetrics.Breakers.Remove(Breaker);
        KvMetrics.Breakers.Remove(WriteBreaker);
        if (!await EndsAsync(Gate.Calls.WhenEmpty(), Options.DisposeTimeout).ConfigureAwait(false))
            Log.StillRunning(Gate.Calls.Count, Options.DisposeTimeout.TotalSeconds);

        // Whoever has not begun gives back what it was granted; bodies that run keep their claims and lose their leases.
        Gate.StopBodies();
        var givenBack = Flights.All().Select(static flight => flight.GiveBackAsync());
        await EndsAsync(Task.WhenAll([Gate.Undecided.WhenEmpty(), .. givenBack]), Options.OperationTimeout).ConfigureAwait(false);

        Gate.Close();
        Keeper.Close();
        await EndsAsync(Gate.Operations.WhenEmpty(), Options.OperationTimeout).ConfigureAwait(false);
        await DisposeCoreAsync().ConfigureAwait(false);
    }

    // What hangs must not hold up a shutdown.
    private async Task<bool> EndsAsync(Task task, TimeSpan patience)
    {
        if (task.IsCompleted)
            return true;

        using var enough = new CancellationTokenSource();
        var ended = await Task.WhenAny(task, Task.Delay(patience, Time, enough.Token)).ConfigureAwait(false) == task;
        await enough.CancelAsync().ConfigureAwait(false);
        return ended;
    }
}
