using System.Globalization;
using MessagePack;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>What one writes without a cache library: a string for a key, StackExchange.Redis and MessagePack.</summary>
internal sealed class HandWrittenCatalog(IDatabase database)
{
    public async Task<Product> GetProductAsync(int tenantId, string sku, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"hand:{tenantId}:{sku}");
        byte[]? bytes = await database.StringGetAsync(key);
        if (bytes is not null)
            return MessagePackSerializer.Deserialize<Product>(bytes, cancellationToken: cancellationToken);

        var product = Products.Of(tenantId, sku);
        await database.StringSetAsync(key, MessagePackSerializer.Serialize(product, cancellationToken: cancellationToken), TimeSpan.FromHours(1));
        return product;
    }
}
