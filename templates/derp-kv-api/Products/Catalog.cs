using Derp.Kv;

namespace DerpKvApiNamespace.Products;

/// <summary>Callers call GetProductAsync and SetPriceAsync, which are generated.</summary>
internal sealed partial class Catalog(KvClient kv, ProductTable products)
{
    [Cached("product:{id}", Ttl = "5m", Near = "2s")]
    private Task<Product?> GetProductCoreAsync(int id, CancellationToken ct = default) => products.FindAsync(id, ct);

    [Invalidates(nameof(GetProductAsync))]
    private Task<bool> SetPriceCoreAsync(int id, decimal price, CancellationToken ct = default) => products.SetPriceAsync(id, price, ct);
}
