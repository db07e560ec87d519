using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

// MessagePack has no integer of 128 bits and MessagePack for C# no format for one: 16 bytes, big-endian.
internal sealed class Int128Serializer : MessagePackKvSerializer<Int128>
{
    public static readonly Int128Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, Int128 value)
    {
        writer.WriteBinHeader(16);
        BinaryPrimitives.WriteInt128BigEndian(writer.GetSpan(16), value);
        writer.Advance(16);
    }

    public override Int128 Read(ref MessagePackReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        Binary.ReadExactly(ref reader, bytes);
        return BinaryPrimitives.ReadInt128BigEndian(bytes);
    }
}

internal sealed class UInt128Serializer : MessagePackKvSerializer<UInt128>
{
    public static readonly UInt128Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, UInt128 value)
    {
        writer.WriteBinHeader(16);
        BinaryPrimitives.WriteUInt128BigEndian(writer.GetSpan(16), value);
        writer.Advance(16);
    }

    public override UInt128 Read(ref MessagePackReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        Binary.ReadExactly(ref reader, bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}

internal sealed class BigIntegerSerializer : MessagePackKvSerializer<BigInteger>
{
    public static readonly BigIntegerSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, BigInteger value) => writer.Write(value.ToByteArray());

    public override BigInteger Read(ref MessagePackReader reader) => new(Binary.ReadNotNil(ref reader).ToArray());
}
