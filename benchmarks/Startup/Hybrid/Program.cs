using System.Buffers;
using System.Globalization;
using AotStartup;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Startup;

// HybridCache on Redis, as its documentation registers it.
var (server, sku) = (args[0], args[1]);
var isCached = true;
var services = new ServiceCollection();
services.AddStackExchangeRedisCache(options => options.Configuration = server);
services.AddHybridCache().AddSerializer<Product, Serializer>();
await using var provider = services.BuildServiceProvider();
var product = await provider.GetRequiredService<HybridCache>().GetOrCreateAsync(
    string.Create(CultureInfo.InvariantCulture, $"hybrid:{4711}:{sku}"),
    _ =>
    {
        isCached = false;
        return new ValueTask<Product>(Product.Load(4711, sku));
    },
    new HybridCacheEntryOptions { Expiration = TimeSpan.FromHours(1) });
Console.WriteLine($"{product.Sku}: {product.Name}, {product.Tags.Count} tags, {(isCached ? "cached" : "computed")}");

internal sealed class Serializer : IHybridCacheSerializer<Product>
{
    public Product Deserialize(ReadOnlySequence<byte> source) => ProductFormat.Read(source);

    public void Serialize(Product value, IBufferWriter<byte> target) => ProductFormat.Write(target, value);
}
