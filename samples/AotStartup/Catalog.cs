using Derp.Kv;

namespace AotStartup;

internal sealed partial class Catalog(KvClient kv)
{
    /// <summary>How often a body ran, and no value was found.</summary>
    public int Runs { get; private set; }

    [Cached("product:{tenantId}:{sku}", Ttl = "1h")]
    private Task<Product> GetProductCoreAsync(int tenantId, string sku)
    {
        Runs++;
        return Task.FromResult(Product.Load(tenantId, sku));
    }
}
