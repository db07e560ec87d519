namespace Derp.Kv.Ledger.Sqlite;

/// <summary>
/// The turn of a call to write. SQLite has one writer; the calls of this process wait for each other here, in their order and without a
/// thread, in place of trying again and again.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for has nothing to dispose of.
internal sealed class WriterTurn(TimeProvider time)
#pragma warning restore CA1001
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits for it; null: it did not come in time. It ends when the returned object is disposed of.</summary>
    public async ValueTask<IDisposable?> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_free.Wait(0, CancellationToken.None))
            return new Turn(_free);

        using var over = new CancellationTokenSource(longest < s_longest ? longest : s_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
            return new Turn(_free);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
