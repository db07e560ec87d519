using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>What tuples share: an array with one element for each part.</summary>
internal static class Parts
{
    public static void ReadHeader(ref MessagePackReader reader, int parts)
    {
        if (reader.ReadArrayHeader() != parts)
            throw new MessagePackSerializationException($"An array of {parts} is expected.");
        MessagePackNesting.Enter(ref reader);
    }
}

internal sealed class ValueTupleSerializer<T1>(MessagePackKvSerializer<T1> item1) : MessagePackKvSerializer<ValueTuple<T1>>
{
    public override void Write(ref MessagePackWriter writer, ValueTuple<T1> value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(1);
        item1.Write(ref writer, value.Item1);
    }

    public override ValueTuple<T1> Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 1);
        var value = ValueTuple.Create(item1.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class ValueTupleSerializer<T1, T2>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2) : MessagePackKvSerializer<(T1, T2)>
{
    public override void Write(ref MessagePackWriter writer, (T1, T2) value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(2);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
    }

    public override (T1, T2) Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 2);
        var value = (
            item1.Read(ref reader),
            item2.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class ValueTupleSerializer<T1, T2, T3>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3) : MessagePackKvSerializer<(T1, T2, T3)>
{
    public override void Write(ref MessagePackWriter writer, (T1, T2, T3) value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(3);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
    }

    public override (T1, T2, T3) Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 3);
        var value = (
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class ValueTupleSerializer<T1, T2, T3, T4>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3,
    MessagePackKvSerializer<T4> item4) : MessagePackKvSerializer<(T1, T2, T3, T4)>
{
    public override void Write(ref MessagePackWriter writer, (T1, T2, T3, T4) value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(4);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
        item4.Write(ref writer, value.Item4);
    }

    public override (T1, T2, T3, T4) Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 4);
        var value = (
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader),
            item4.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class ValueTupleSerializer<T1, T2, T3, T4, T5>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3,
    MessagePackKvSerializer<T4> item4,
    MessagePackKvSerializer<T5> item5) : MessagePackKvSerializer<(T1, T2, T3, T4, T5)>
{
    public override void Write(ref MessagePackWriter writer, (T1, T2, T3, T4, T5) value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(5);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
        item4.Write(ref writer, value.Item4);
        item5.Write(ref writer, value.Item5);
    }

    public override (T1, T2, T3, T4, T5) Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 5);
        var value = (
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader),
            item4.Read(ref reader),
            item5.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class ValueTupleSerializer<T1, T2, T3, T4, T5, T6>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3,
    MessagePackKvSerializer<T4> item4,
    MessagePackKvSerializer<T5> item5,
    MessagePackKvSerializer<T6> item6) : MessagePackKvSerializer<(T1, T2, T3, T4, T5, T6)>
{
    public override void Write(ref MessagePackWriter writer, (T1, T2, T3, T4, T5, T6) value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(6);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
        item4.Write(ref writer, value.Item4);
        item5.Write(ref writer, value.Item5);
        item6.Write(ref writer, value.Item6);
    }

    public override (T1, T2, T3, T4, T5, T6) Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 6);
        var value = (
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader),
            item4.Read(ref reader),
            item5.Read(ref reader),
            item6.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class ValueTupleSerializer<T1, T2, T3, T4, T5, T6, T7>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3,
    MessagePackKvSerializer<T4> item4,
    MessagePackKvSerializer<T5> item5,
    MessagePackKvSerializer<T6> item6,
    MessagePackKvSerializer<T7> item7) : MessagePackKvSerializer<(T1, T2, T3, T4, T5, T6, T7)>
{
    public override void Write(ref MessagePackWriter writer, (T1, T2, T3, T4, T5, T6, T7) value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(7);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
        item4.Write(ref writer, value.Item4);
        item5.Write(ref writer, value.Item5);
        item6.Write(ref writer, value.Item6);
        item7.Write(ref writer, value.Item7);
    }

    public override (T1, T2, T3, T4, T5, T6, T7) Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 7);
        var value = (
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader),
            item4.Read(ref reader),
            item5.Read(ref reader),
            item6.Read(ref reader),
            item7.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}
