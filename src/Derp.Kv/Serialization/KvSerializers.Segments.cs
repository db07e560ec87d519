using System.Buffers;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Parts of arrays, written as arrays are; those of bytes are binary.
public static partial class KvSerializers
{
    /// <summary>A part of an array of bytes; the default one is nil.</summary>
    public static MessagePackKvSerializer<ArraySegment<byte>> ArraySegment => ByteArraySegmentSerializer.Instance;

    /// <summary>A sequence of bytes; read as one segment.</summary>
    public static MessagePackKvSerializer<ReadOnlySequence<byte>> ReadOnlySequence => ByteSequenceSerializer.Instance;

    /// <summary>A part of an array; the default one is nil.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ArraySegment<T>> ArraySegmentOf<T>(MessagePackKvSerializer<T> item) =>
        new ArraySegmentSerializer<T>(item);

    /// <summary>Memory of elements.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<Memory<T>> MemoryOf<T>(MessagePackKvSerializer<T> item) =>
        new MemorySerializer<T>(item);

    /// <summary>Read-only memory of elements.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ReadOnlyMemory<T>> ReadOnlyMemoryOf<T>(MessagePackKvSerializer<T> item) =>
        new ReadOnlyMemorySerializer<T>(item);

    /// <summary>A sequence of elements; read as one segment.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ReadOnlySequence<T>> ReadOnlySequenceOf<T>(MessagePackKvSerializer<T> item) =>
        new ReadOnlySequenceSerializer<T>(item);
}
