namespace Derp.Kv.Valkey.Tests.Cluster;

/// <summary>Callers that go on in a loop beside a test, and end with it also where it fails.</summary>
internal sealed class Workers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _all;

    /// <param name="count">How many.</param>
    /// <param name="step">What each does again and again, given its number and that of its turn.</param>
    public Workers(int count, Func<int, int, Task> step) => _all = [.. Enumerable.Range(0, count).Select(worker => Task.Run(async () =>
    {
        for (var turn = 0; !_stop.IsCancellationRequested; turn++)
            await step(worker, turn);
    }))];

    /// <summary>Whether one has ended, which before <see cref="StopAsync"/> is a failure.</summary>
    public bool HaveEnded => _all.Any(static worker => worker.IsCompleted);

    /// <summary>Lets each finish its turn; throws what one of them threw.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_all);
    }

    public async ValueTask DisposeAsync()
    {
        // A test that has failed is to tell of itself, not of its load.
        await StopAsync().ContinueWith(static stopped => stopped.Exception, TaskScheduler.Default);
        _stop.Dispose();
    }
}
