using System.Collections;
using System.Numerics;
using System.Text;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class ComplexSerializer : MessagePackKvSerializer<Complex>
{
    public static readonly ComplexSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, Complex value)
    {
        writer.WriteArrayHeader(2);
        writer.Write(value.Real);
        writer.Write(value.Imaginary);
    }

    public override Complex Read(ref MessagePackReader reader)
    {
        if (reader.ReadArrayHeader() != 2)
            throw new MessagePackSerializationException("A complex number has two parts.");
        return new Complex(reader.ReadDouble(), reader.ReadDouble());
    }
}

internal sealed class BitArraySerializer : MessagePackKvSerializer<BitArray>
{
    public static readonly BitArraySerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, BitArray? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(value.Length);
        for (int i = 0; i < value.Length; i++)
            writer.Write(value[i]);
    }

    // Each bit has its own byte, and the reader trusts no length beyond the existing bytes.
    public override BitArray Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null!;

        var bits = new BitArray(reader.ReadArrayHeader());
        for (int i = 0; i < bits.Length; i++)
            bits[i] = reader.ReadBoolean();
        return bits;
    }
}

internal sealed class StringBuilderSerializer : MessagePackKvSerializer<StringBuilder>
{
    public static readonly StringBuilderSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, StringBuilder? value) => MessagePackWriting.WriteText(ref writer, value?.ToString());

    public override StringBuilder Read(ref MessagePackReader reader) => reader.ReadString() is { } text ? new(text) : null!;
}
