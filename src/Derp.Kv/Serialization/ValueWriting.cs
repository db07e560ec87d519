using System.Buffers;

namespace Derp.Kv.Serialization;

internal static class ValueWriting
{
    /// <summary>Writes a value that will be read back, also if it is written while arguments are being compared.</summary>
    public static void SerializeToRead<T>(this IKvSerializer<T> serializer, IBufferWriter<byte> writer, T value)
    {
        using var plain = Fingerprinting.Turn(on: false);
        serializer.Serialize(writer, value);
    }
}
