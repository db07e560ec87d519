using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using AotStartup;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Startup;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

// FusionCache on Redis.
var (server, sku) = (args[0], args[1]);
var isCached = true;
using var redis = new RedisCache(new RedisCacheOptions { Configuration = server });
using var cache = new FusionCache(new FusionCacheOptions());
cache.SetupDistributedCache(redis, new Serializer());
var product = await cache.GetOrSetAsync<Product>(
    string.Create(CultureInfo.InvariantCulture, $"fusion:{4711}:{sku}"),
    (_, _) =>
    {
        isCached = false;
        return Task.FromResult(Product.Load(4711, sku));
    },
    new FusionCacheEntryOptions(TimeSpan.FromHours(1)));
Console.WriteLine($"{product.Sku}: {product.Name}, {product.Tags.Count} tags, {(isCached ? "cached" : "computed")}");

// What is stored is the product in an entry of the library's own: two times and, unused here, tags and metadata.
internal sealed class Serializer : IFusionCacheSerializer
{
    private const int Times = 16;

    public byte[] Serialize<T>(T? obj)
    {
        if (obj is not FusionCacheDistributedEntry<Product> { Tags: null, Metadata: null } entry)
            throw new NotSupportedException("Only products are stored here.");

        var buffer = new ArrayBufferWriter<byte>(512);
        var times = buffer.GetSpan(Times);
        BinaryPrimitives.WriteInt64LittleEndian(times, entry.Timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(times[8..], entry.LogicalExpirationTimestamp);
        buffer.Advance(Times);
        ProductFormat.Write(buffer, entry.Value);
        return buffer.WrittenSpan.ToArray();
    }

    public T? Deserialize<T>(byte[] data) => (T)(object)new FusionCacheDistributedEntry<Product>(
        ProductFormat.Read(data.AsMemory(Times)),
        BinaryPrimitives.ReadInt64LittleEndian(data),
        BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(8)),
        tags: null,
        metadata: null);

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => new(Deserialize<T>(data));
}
