using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class SByteSerializer : MessagePackKvSerializer<sbyte>
{
    public static readonly SByteSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, sbyte value) => writer.Write(value);

    public override sbyte Read(ref MessagePackReader reader) => reader.ReadSByte();
}

internal sealed class ByteSerializer : MessagePackKvSerializer<byte>
{
    public static readonly ByteSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, byte value) => writer.Write(value);

    public override byte Read(ref MessagePackReader reader) => reader.ReadByte();
}

internal sealed class Int16Serializer : MessagePackKvSerializer<short>
{
    public static readonly Int16Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, short value) => writer.Write(value);

    public override short Read(ref MessagePackReader reader) => reader.ReadInt16();
}

internal sealed class UInt16Serializer : MessagePackKvSerializer<ushort>
{
    public static readonly UInt16Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, ushort value) => writer.Write(value);

    public override ushort Read(ref MessagePackReader reader) => reader.ReadUInt16();
}

internal sealed class Int32Serializer : MessagePackKvSerializer<int>
{
    public static readonly Int32Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, int value) => writer.Write(value);

    public override int Read(ref MessagePackReader reader) => reader.ReadInt32();
}

internal sealed class UInt32Serializer : MessagePackKvSerializer<uint>
{
    public static readonly UInt32Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, uint value) => writer.Write(value);

    public override uint Read(ref MessagePackReader reader) => reader.ReadUInt32();
}

internal sealed class Int64Serializer : MessagePackKvSerializer<long>
{
    public static readonly Int64Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, long value) => writer.Write(value);

    public override long Read(ref MessagePackReader reader) => reader.ReadInt64();
}

internal sealed class UInt64Serializer : MessagePackKvSerializer<ulong>
{
    public static readonly UInt64Serializer Instance = new();

    public override void Write(ref MessagePackWriter writer, ulong value) => writer.Write(value);

    public override ulong Read(ref MessagePackReader reader) => reader.ReadUInt64();
}
