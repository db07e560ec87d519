namespace Derp.Kv.Benchmarks;

/// <summary>What the caches of one process read: a product takes 50 ms, and while it hangs it takes for ever.</summary>
internal sealed class RefreshSource
{
    public static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(50);

    private TaskCompletionSource? _hanging;
    private int _runs;

    public int Runs => _runs;

    public void Hang() => _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends what hangs.</summary>
    public void Recover()
    {
        var hanging = _hanging;
        _hanging = null;
        hanging?.SetResult();
    }

    public async Task<Product> ReadAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        await (_hanging?.Task.WaitAsync(cancellationToken) ?? Task.Delay(Duration, cancellationToken));
        return Products.Of(tenantId, sku);
    }
}
