namespace Derp.Kv.Benchmarks;

internal sealed record Product(int Id, string Name, string Maker, decimal Price, int Stock, List<string> Tags);

/// <summary>What a user would annotate.</summary>
internal sealed partial class Catalog(KvClient kv)
{
    public int Runs { get; private set; }

    [Cached("product:{tenant}:{sku}", Ttl = "1h")]
    private Task<Product> GetProductCoreAsync(int tenant, string sku)
    {
        Runs++;
        return Task.FromResult(new Product(tenant, sku, "orchard", 1.20m, 500, ["red", "sweet"]));
    }

    [Cached("count:{tenant}", Ttl = "1h")]
    private Task<int> GetCountCoreAsync(int tenant)
    {
        Runs++;
        return Task.FromResult(tenant);
    }
}
