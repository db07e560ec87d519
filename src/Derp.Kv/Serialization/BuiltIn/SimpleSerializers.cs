using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class BooleanSerializer : MessagePackKvSerializer<bool>
{
    public static readonly BooleanSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, bool value) => writer.Write(value);

    public override bool Read(ref MessagePackReader reader) => reader.ReadBoolean();
}

internal sealed class CharSerializer : MessagePackKvSerializer<char>
{
    public static readonly CharSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, char value) => writer.Write(value);

    public override char Read(ref MessagePackReader reader) => reader.ReadChar();
}

internal sealed class SingleSerializer : MessagePackKvSerializer<float>
{
    public static readonly SingleSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, float value) => writer.Write(value);

    public override float Read(ref MessagePackReader reader) => reader.ReadSingle();
}

internal sealed class DoubleSerializer : MessagePackKvSerializer<double>
{
    public static readonly DoubleSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, double value) => writer.Write(value);

    public override double Read(ref MessagePackReader reader) => reader.ReadDouble();
}

internal sealed class HalfSerializer : MessagePackKvSerializer<Half>
{
    public static readonly HalfSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, Half value) => writer.Write((float)value);

    public override Half Read(ref MessagePackReader reader) => (Half)reader.ReadSingle();
}
