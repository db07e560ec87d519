using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;

namespace Derp.Kv.Benchmarks;

/// <summary><see cref="IDistributedCache"/> with System.Text.Json, source-generated.</summary>
internal sealed class DistributedCatalog(IDistributedCache cache)
{
    private static readonly DistributedCacheEntryOptions s_options = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    public async Task<Product> GetProductAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"distributed:{tenantId}:{sku}");
        if (await cache.GetAsync(key, cancellationToken) is { } bytes)
            return JsonSerializer.Deserialize(bytes, ProductJson.Default.Product)!;

        var product = Products.Of(tenantId, sku);
        await cache.SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(product, ProductJson.Default.Product), s_options, cancellationToken);
        return product;
    }
}
