using MessagePack;

namespace Derp.Kv.Serialization.BuiltIn;

internal sealed class ValueTupleSerializer<T1, T2, T3, T4, T5, T6, T7, TRest>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3,
    MessagePackKvSerializer<T4> item4,
    MessagePackKvSerializer<T5> item5,
    MessagePackKvSerializer<T6> item6,
    MessagePackKvSerializer<T7> item7,
    MessagePackKvSerializer<TRest> rest) : MessagePackKvSerializer<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : struct
{
    public override void Write(ref MessagePackWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(8);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
        item4.Write(ref writer, value.Item4);
        item5.Write(ref writer, value.Item5);
        item6.Write(ref writer, value.Item6);
        item7.Write(ref writer, value.Item7);
        rest.Write(ref writer, value.Rest);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref MessagePackReader reader)
    {
        Parts.ReadHeader(ref reader, 8);
        var value = new ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>(
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader),
            item4.Read(ref reader),
            item5.Read(ref reader),
            item6.Read(ref reader),
            item7.Read(ref reader),
            rest.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}

internal sealed class TupleSerializer<T1, T2, T3, T4, T5, T6, T7, TRest>(
    MessagePackKvSerializer<T1> item1,
    MessagePackKvSerializer<T2> item2,
    MessagePackKvSerializer<T3> item3,
    MessagePackKvSerializer<T4> item4,
    MessagePackKvSerializer<T5> item5,
    MessagePackKvSerializer<T6> item6,
    MessagePackKvSerializer<T7> item7,
    MessagePackKvSerializer<TRest> rest) : MessagePackKvSerializer<Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : notnull
{
    public override void Write(ref MessagePackWriter writer, Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>? value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        MessagePackTypes.ThrowIfDerived(value);
        using var nesting = MessagePackNesting.Enter();
        writer.WriteArrayHeader(8);
        item1.Write(ref writer, value.Item1);
        item2.Write(ref writer, value.Item2);
        item3.Write(ref writer, value.Item3);
        item4.Write(ref writer, value.Item4);
        item5.Write(ref writer, value.Item5);
        item6.Write(ref writer, value.Item6);
        item7.Write(ref writer, value.Item7);
        rest.Write(ref writer, value.Rest);
    }

    public override Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null!;

        Parts.ReadHeader(ref reader, 8);
        var value = new Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>(
            item1.Read(ref reader),
            item2.Read(ref reader),
            item3.Read(ref reader),
            item4.Read(ref reader),
            item5.Read(ref reader),
            item6.Read(ref reader),
            item7.Read(ref reader),
            rest.Read(ref reader));
        MessagePackNesting.Leave(ref reader);
        return value;
    }
}
