using System.Buffers;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class ByteArraySegmentSerializer : MessagePackKvSerializer<ArraySegment<byte>>
{
    public static readonly ByteArraySegmentSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, ArraySegment<byte> value)
    {
        if (value.Array is null)
            writer.WriteNil();
        else
            writer.Write(value.AsSpan());
    }

    public override ArraySegment<byte> Read(ref MessagePackReader reader) =>
        reader.ReadBytes() is { } bytes ? new ArraySegment<byte>(bytes.ToArray()) : default;
}

internal sealed class ByteSequenceSerializer : MessagePackKvSerializer<ReadOnlySequence<byte>>
{
    public static readonly ByteSequenceSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, ReadOnlySequence<byte> value)
    {
        writer.WriteBinHeader(checked((int)value.Length));
        writer.WriteRaw(value);
    }

    // A copy: the bytes that are read are not valid after the call.
    public override ReadOnlySequence<byte> Read(ref MessagePackReader reader) => new(Binary.ReadNotNil(ref reader).ToArray());
}

internal sealed class ArraySegmentSerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<ArraySegment<T>>
{
    public override void Write(ref MessagePackWriter writer, ArraySegment<T> value)
    {
        if (value.Array is null)
            writer.WriteNil();
        else
            Elements.WriteSpan<T>(ref writer, value.AsSpan(), item);
    }

    public override ArraySegment<T> Read(ref MessagePackReader reader) =>
        Elements.ReadArray(ref reader, item) is { } items ? new ArraySegment<T>(items) : default;
}

internal sealed class MemorySerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<Memory<T>>
{
    public override void Write(ref MessagePackWriter writer, Memory<T> value) => Elements.WriteSpan<T>(ref writer, value.Span, item);

    public override Memory<T> Read(ref MessagePackReader reader) => Elements.ReadArray(ref reader, item);
}

internal sealed class ReadOnlyMemorySerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<ReadOnlyMemory<T>>
{
    public override void Write(ref MessagePackWriter writer, ReadOnlyMemory<T> value) => Elements.WriteSpan(ref writer, value.Span, item);

    public override ReadOnlyMemory<T> Read(ref MessagePackReader reader) => Elements.ReadArray(ref reader, item);
}

internal sealed class ReadOnlySequenceSerializer<T>(MessagePackKvSerializer<T> item) : MessagePackKvSerializer<ReadOnlySequence<T>>
{
    public override void Write(ref MessagePackWriter writer, ReadOnlySequence<T> value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(checked((int)value.Length));
        foreach (var segment in value)
        {
            foreach (var element in segment.Span)
                item.Write(ref writer, element);
        }
    }

    public override ReadOnlySequence<T> Read(ref MessagePackReader reader) => new(Elements.ReadArray(ref reader, item) ?? []);
}
