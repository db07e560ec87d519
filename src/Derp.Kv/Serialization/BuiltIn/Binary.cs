using System.Buffers;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal static class Binary
{
    public static ReadOnlySequence<byte> ReadNotNil(ref MessagePackReader reader) =>
        reader.ReadBytes() ?? throw new MessagePackSerializationException("Bytes are expected, not nil.");

    public static void ReadExactly(ref MessagePackReader reader, scoped Span<byte> destination)
    {
        var bytes = ReadNotNil(ref reader);
        if (bytes.Length != destination.Length)
            throw new MessagePackSerializationException("The number of bytes does not fit the type.");
        bytes.CopyTo(destination);
    }
}

internal sealed class ByteArraySerializer : MessagePackKvSerializer<byte[]>
{
    public static readonly ByteArraySerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, byte[]? value)
    {
        if (value is null)
            writer.WriteNil();
        else
            writer.Write(value);
    }

    public override byte[] Read(ref MessagePackReader reader) => reader.ReadBytes()?.ToArray()!;
}

internal sealed class ReadOnlyMemorySerializer : MessagePackKvSerializer<ReadOnlyMemory<byte>>
{
    public static readonly ReadOnlyMemorySerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, ReadOnlyMemory<byte> value) => writer.Write(value.Span);

    public override ReadOnlyMemory<byte> Read(ref MessagePackReader reader) => Binary.ReadNotNil(ref reader).ToArray();
}

internal sealed class MemorySerializer : MessagePackKvSerializer<Memory<byte>>
{
    public static readonly MemorySerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, Memory<byte> value) => writer.Write(value.Span);

    public override Memory<byte> Read(ref MessagePackReader reader) => Binary.ReadNotNil(ref reader).ToArray();
}
