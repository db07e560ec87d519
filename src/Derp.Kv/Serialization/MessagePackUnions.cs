using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>What generated serializers of unions need: a value of one of several types is an array of that type's key and the value.</summary>
public static class MessagePackUnions
{
    /// <summary>Writes the start of a value: the array's header and the key.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <param name="key">The key of the value's type.</param>
    public static void WriteKey(ref MessagePackWriter writer, int key)
    {
        writer.WriteArrayHeader(2);
        writer.Write(key);
    }

    /// <summary>Reads the start of a value: the array's header and the key.</summary>
    /// <param name="reader">Reads the bytes.</param>
    /// <returns>The key of the value's type.</returns>
    /// <exception cref="MessagePackSerializationException">The next value is not an array of two that begins with a number.</exception>
    public static int ReadKey(ref MessagePackReader reader) => reader.ReadArrayHeader() == 2
        ? reader.ReadInt32()
        : throw new MessagePackSerializationException("A key and a value are expected.");

    /// <summary>The exception for a value of a type that the union does not list.</summary>
    /// <typeparam name="T">The union.</typeparam>
    /// <param name="value">The value; not null.</param>
    public static KvOtherTypeException UnknownCase<T>(T value)
        where T : class
    {
        var (declaredType, runtimeType) = (TypeText.Full(typeof(T)), TypeText.Full(value.GetType()));
        return new KvOtherTypeException($"The union {declaredType} does not list the type {runtimeType} of a value.", declaredType, runtimeType);
    }

    /// <summary>The exception for bytes with a key that the union does not list.</summary>
    public static MessagePackSerializationException UnknownCase() => new("The union does not list the type.");
}
