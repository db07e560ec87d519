using Derp.Kv.Serialization.BuiltIn;
using MessagePack.Formatters;

namespace Derp.Kv.Serialization;

// Users' own formats within composed values.
public static partial class KvSerializers
{
    /// <summary>A user's own format, embedded as binary; null as nil.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="custom">Writes the bytes; never null.</param>
    public static MessagePackKvSerializer<T> Custom<T>(IKvSerializer<T> custom) => new CustomSerializer<T>(custom);

    /// <summary>
    /// A user's MessagePack formatter, used as it is. Its options know the formatters of primitives, text, bytes, times, GUIDs, URIs and versions; one
    /// that asks them for another type fails with an exception.
    /// </summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="formatter">Writes the values, null among them; guards its own recursion.</param>
    public static MessagePackKvSerializer<T> Formatted<T>(IMessagePackFormatter<T> formatter) => new FormatterSerializer<T>(formatter);
}
