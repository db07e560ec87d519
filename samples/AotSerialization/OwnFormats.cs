using System.Buffers;
using System.Buffers.Binary;
using Derp.Kv;
using MessagePack;
using MessagePack.Formatters;

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

[MessagePackFormatter(typeof(TemperatureFormatter))]
internal readonly record struct Temperature(double Celsius);

internal sealed class TemperatureFormatter : IMessagePackFormatter<Temperature>
{
    public void Serialize(ref MessagePackWriter writer, Temperature value, MessagePackSerializerOptions options) =>
        options.Resolver.GetFormatterWithVerify<double>().Serialize(ref writer, value.Celsius, options);

    public Temperature Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        new(options.Resolver.GetFormatterWithVerify<double>().Deserialize(ref reader, options));
}
