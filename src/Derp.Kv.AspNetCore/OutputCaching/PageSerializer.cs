using System.Buffers;

namespace Derp.Kv.AspNetCore.OutputCaching;

/// <summary>A page's bytes as they are.</summary>
internal sealed class PageSerializer : IKvSerializer<ReadOnlySequence<byte>>
{
    public static readonly PageSerializer Instance = new();

    public void Serialize(IBufferWriter<byte> writer, ReadOnlySequence<byte> value)
    {
        foreach (var segment in value)
            writer.Write(segment.Span);
    }

    // A copy: the bytes are not the reader's.
    public ReadOnlySequence<byte> Deserialize(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray());
}
