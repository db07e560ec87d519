using System.Buffers;
using MessagePack;
using Microsoft.Extensions.Caching.Hybrid;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Derp.Kv.Benchmarks;

/// <summary>The codec that all have, for FusionCache.</summary>
internal sealed class MessagePackFormat : IFusionCacheSerializer
{
    public byte[] Serialize<T>(T? obj) => MessagePackSerializer.Serialize(obj);

    public T? Deserialize<T>(byte[] data) => MessagePackSerializer.Deserialize<T?>(data);

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => new(Deserialize<T>(data));
}

/// <summary>The same for HybridCache.</summary>
internal sealed class MessagePackFormat<T> : IHybridCacheSerializer<T>
{
    public T Deserialize(ReadOnlySequence<byte> source) => MessagePackSerializer.Deserialize<T>(source);

    public void Serialize(T value, IBufferWriter<byte> target) => MessagePackSerializer.Serialize(target, value);
}
