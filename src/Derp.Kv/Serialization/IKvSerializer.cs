using System.Buffers;

namespace Derp.Kv;

/// <summary>
/// Converts values of one type to bytes and back. Implementations are shared between threads. Null is never passed to one:
/// it is a flag of the envelope, and for a nullable value type the serializer is that of the underlying type.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public interface IKvSerializer<T>
{
    /// <summary>Writes a value. Any exception means that the value cannot be written; it is then not stored.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <param name="value">The value; not null.</param>
    void Serialize(IBufferWriter<byte> writer, T value);

    /// <summary>Reads a value. Any exception means that the bytes do not form one: a cached call then counts it as a miss, an idempotent call throws <see cref="KvSerializationException"/>.</summary>
    /// <param name="bytes">Exactly the bytes that were written. They are not valid after the call returns.</param>
    T Deserialize(ReadOnlyMemory<byte> bytes);
}
