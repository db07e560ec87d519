using System.Buffers;

namespace Derp.Kv;

/// <summary>
/// Turns values of one type into bytes and back. Implementations are shared between threads. Null never reaches one:
/// it is a flag of what surrounds the bytes, and for a nullable value type the serializer is that of the underlying type.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public interface IKvSerializer<T>
{
    /// <summary>Writes a value. Any exception means that the value cannot be written; it is then not stored.</summary>
    /// <param name="writer">Where the bytes go.</param>
    /// <param name="value">The value; not null.</param>
    void Serialize(IBufferWriter<byte> writer, T value);

    /// <summary>Reads a value. Any exception means that the bytes do not form one; they are then treated as absent or refused.</summary>
    /// <param name="bytes">Exactly the bytes that were written. They are not valid after the call returns.</param>
    T Deserialize(ReadOnlyMemory<byte> bytes);
}
