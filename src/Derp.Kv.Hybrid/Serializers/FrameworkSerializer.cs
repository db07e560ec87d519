using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Serializers;

/// <summary>A serializer of the framework's kind.</summary>
internal sealed class FrameworkSerializer<T>(IHybridCacheSerializer<T> inner) : IKvSerializer<T>
{
    public void Serialize(IBufferWriter<byte> writer, T value) => inner.Serialize(value, writer);

    public T Deserialize(ReadOnlyMemory<byte> bytes) => inner.Deserialize(new ReadOnlySequence<byte>(bytes));
}
