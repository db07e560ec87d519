using System.Collections.Concurrent;

namespace DerpKvApiNamespace.Products;

/// <summary>The place of your database, and as slow.</summary>
internal sealed class ProductTable
{
    private readonly ConcurrentDictionary<int, Product> _rows = new()
    {
        [1] = new(1, "apple", 0.50m),
        [2] = new(2, "pear", 0.60m),
    };

    public async Task<Product?> FindAsync(int id, CancellationToken ct)
    {
        await Task.Delay(200, ct);
        return _rows.GetValueOrDefault(id);
    }

    public Task<bool> SetPriceAsync(int id, decimal price, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        while (_rows.TryGetValue(id, out var product))
        {
            if (_rows.TryUpdate(id, product with { Price = price }, product))
                return Task.FromResult(true);
        }

        return Task.FromResult(false);
    }
}
