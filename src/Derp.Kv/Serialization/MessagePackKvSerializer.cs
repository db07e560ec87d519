using System.Buffers;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>
/// The base of generated and built-in serializers: MessagePack, composed by plain calls and without reflection.
/// Unlike a custom <see cref="IKvSerializer{T}"/>, it also writes and reads null, as nested values need it.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public abstract class MessagePackKvSerializer<T> : IKvSerializer<T>
{
    /// <summary>Writes one value; null as nil.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <param name="value">The value.</param>
    public abstract void Write(ref MessagePackWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <param name="reader">Reads the bytes.</param>
    /// <exception cref="MessagePackSerializationException">The bytes do not form a value.</exception>
    public abstract T Read(ref MessagePackReader reader);

    /// <inheritdoc/>
    /// <exception cref="KvSerializationException">The value contains itself, nests too deep, contains a value of another type than declared (<see cref="KvOtherTypeException"/>), or text without a UTF-8 form.</exception>
    /// <exception cref="MessagePackSerializationException">The value changed while it was being written.</exception>
    public void Serialize(IBufferWriter<byte> writer, T value)
    {
        int outer = MessagePackNesting.Begin();
        try
        {
            var messagePack = new MessagePackWriter(writer);
            Write(ref messagePack, value);
            messagePack.Flush();
        }
        catch (Exception e) when (outer == 0 && e is ValueTooDeepException or InsufficientExecutionStackException)
        {
            throw new KvSerializationException(CycleFinder.Explain([value]));
        }
        finally
        {
            MessagePackNesting.End(outer);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="KvSerializationException">The bytes do not form exactly one value.</exception>
    public T Deserialize(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        T value;
        try
        {
            value = Read(ref reader);
        }
        catch (Exception e) when (e is not (KvSerializationException or OutOfMemoryException))
        {
            throw new KvSerializationException(ReadFailure.Explain(e) ?? "The bytes are not MessagePack of the expected type.", e);
        }

        if (!reader.End)
            throw new KvSerializationException("There are bytes left after the value.");
        return value;
    }
}
