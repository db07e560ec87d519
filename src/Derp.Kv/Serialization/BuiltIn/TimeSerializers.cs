using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class DateTimeSerializer : MessagePackKvSerializer<DateTime>
{
    public static readonly DateTimeSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, DateTime value)
    {
        // A timestamp is an instant in UTC: it would lose that a time is local, or without a zone.
        if (value.Kind == DateTimeKind.Utc)
            writer.Write(value);
        else
            writer.Write(value.ToBinary());
    }

    public override DateTime Read(ref MessagePackReader reader) => reader.NextMessagePackType == MessagePackType.Integer
        ? DateTime.FromBinary(reader.ReadInt64())
        : reader.ReadDateTime();
}

internal sealed class DateTimeOffsetSerializer : MessagePackKvSerializer<DateTimeOffset>
{
    public static readonly DateTimeOffsetSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, DateTimeOffset value)
    {
        // The library's format: the time on the clock at that offset as if it were UTC, then the offset in minutes.
        writer.WriteArrayHeader(2);
        writer.Write(new DateTime(value.Ticks, DateTimeKind.Utc));
        writer.Write((short)value.TotalOffsetMinutes);
    }

    public override DateTimeOffset Read(ref MessagePackReader reader)
    {
        if (reader.ReadArrayHeader() != 2)
            throw new MessagePackSerializationException("A time with an offset has two parts.");
        var clock = reader.ReadDateTime();
        return new DateTimeOffset(clock.Ticks, TimeSpan.FromMinutes(reader.ReadInt16()));
    }
}

internal sealed class TimeSpanSerializer : MessagePackKvSerializer<TimeSpan>
{
    public static readonly TimeSpanSerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, TimeSpan value) => writer.Write(value.Ticks);

    public override TimeSpan Read(ref MessagePackReader reader) => new(reader.ReadInt64());
}

internal sealed class DateOnlySerializer : MessagePackKvSerializer<DateOnly>
{
    public static readonly DateOnlySerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, DateOnly value) => writer.Write(value.DayNumber);

    public override DateOnly Read(ref MessagePackReader reader) => DateOnly.FromDayNumber(reader.ReadInt32());
}

internal sealed class TimeOnlySerializer : MessagePackKvSerializer<TimeOnly>
{
    public static readonly TimeOnlySerializer Instance = new();

    public override void Write(ref MessagePackWriter writer, TimeOnly value) => writer.Write(value.Ticks);

    public override TimeOnly Read(ref MessagePackReader reader) => new(reader.ReadInt64());
}
