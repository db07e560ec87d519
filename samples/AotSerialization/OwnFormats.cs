using System.Buffers;
using System.Buffers.Binary;
using Derp.Kv;

namespace AotSerialization;

[KvSerializer(typeof(MoneySerializer))]
internal readonly record struct Money(long Cents);

internal sealed class MoneySerializer : IKvSerializer<Money>
{
    public void Serialize(IBufferWriter<byte> writer, Money value)
    {
        BinaryPrimitives.WriteInt64BigEndian(writer.GetSpan(sizeof(long)), value.Cents);
        writer.Advance(sizeof(long));
    }

    public Money Deserialize(ReadOnlyMemory<byte> bytes) => new(BinaryPrimitives.ReadInt64BigEndian(bytes.Span));
}
