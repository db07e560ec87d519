namespace DerpKvApiNamespace.Orders;

/// <summary>The place of your database.</summary>
internal sealed class OrderTable
{
    private int _last;

    public Task<int> InsertAsync(NewOrder order, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Interlocked.Increment(ref _last));
    }
}
