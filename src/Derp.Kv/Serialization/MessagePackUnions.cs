using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>What generated serializers of unions need: a value of one of several types is an array of that type's key and the value.</summary>
public static class MessagePackUnions
{
    /// <summary>Writes what stands before the value.</summary>
    /// <param name="writer">Where the bytes go.</param>
    /// <param name="key">The key of the value's type.</param>
    public static void WriteKey(ref MessagePackWriter writer, int key)
    {
        writer.WriteArrayHeader(2);
        writer.Write(key);
    }

    /// <summary>Reads what stands before the value.</summary>
    /// <param name="reader">Where the bytes come from.</param>
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
        return new KvOtherTypeException($"A value of type {runtimeType} is none of those that the union {declaredType} lists.", declaredType, runtimeType);
    }

    /// <summary>The exception for bytes with a key that the union does not list.</summary>
    public static MessagePackSerializationException UnknownCase() => new("The type is none of those that the union lists.");
}
