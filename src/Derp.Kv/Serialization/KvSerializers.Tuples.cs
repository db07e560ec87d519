using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// A tuple of either kind is an array with one element for each part; the names of the parts are not written.
public static partial class KvSerializers
{
    /// <summary>A value tuple of 1 part.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    public static MessagePackKvSerializer<ValueTuple<T1>> ValueTuple<T1>(MessagePackKvSerializer<T1> item1) =>
        new ValueTupleSerializer<T1>(item1);

    /// <summary>A value tuple of 2 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    public static MessagePackKvSerializer<(T1, T2)> ValueTuple<T1, T2>(MessagePackKvSerializer<T1> item1, MessagePackKvSerializer<T2> item2) =>
        new ValueTupleSerializer<T1, T2>(item1, item2);

    /// <summary>A value tuple of 3 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    public static MessagePackKvSerializer<(T1, T2, T3)> ValueTuple<T1, T2, T3>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3) =>
        new ValueTupleSerializer<T1, T2, T3>(item1, item2, item3);

    /// <summary>A value tuple of 4 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    public static MessagePackKvSerializer<(T1, T2, T3, T4)> ValueTuple<T1, T2, T3, T4>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4) =>
        new ValueTupleSerializer<T1, T2, T3, T4>(item1, item2, item3, item4);

    /// <summary>A value tuple of 5 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    public static MessagePackKvSerializer<(T1, T2, T3, T4, T5)> ValueTuple<T1, T2, T3, T4, T5>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5) =>
        new ValueTupleSerializer<T1, T2, T3, T4, T5>(item1, item2, item3, item4, item5);

    /// <summary>A value tuple of 6 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <typeparam name="T6">The type of the sixth part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    /// <param name="item6">Writes the sixth part.</param>
    public static MessagePackKvSerializer<(T1, T2, T3, T4, T5, T6)> ValueTuple<T1, T2, T3, T4, T5, T6>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5,
        MessagePackKvSerializer<T6> item6) =>
        new ValueTupleSerializer<T1, T2, T3, T4, T5, T6>(item1, item2, item3, item4, item5, item6);

    /// <summary>A value tuple of 7 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <typeparam name="T6">The type of the sixth part.</typeparam>
    /// <typeparam name="T7">The type of the seventh part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    /// <param name="item6">Writes the sixth part.</param>
    /// <param name="item7">Writes the seventh part.</param>
    public static MessagePackKvSerializer<(T1, T2, T3, T4, T5, T6, T7)> ValueTuple<T1, T2, T3, T4, T5, T6, T7>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5,
        MessagePackKvSerializer<T6> item6,
        MessagePackKvSerializer<T7> item7) =>
        new ValueTupleSerializer<T1, T2, T3, T4, T5, T6, T7>(item1, item2, item3, item4, item5, item6, item7);

    /// <summary>A tuple object, nil when null, of 1 part.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    public static MessagePackKvSerializer<Tuple<T1>> Tuple<T1>(MessagePackKvSerializer<T1> item1) =>
        new ReferenceSerializer<Tuple<T1>, ValueTuple<T1>>(ValueTuple(item1), static tuple => new ValueTuple<T1>(tuple.Item1), static parts => new(parts.Item1));

    /// <summary>A tuple object, nil when null, of 2 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2>> Tuple<T1, T2>(MessagePackKvSerializer<T1> item1, MessagePackKvSerializer<T2> item2) =>
        new ReferenceSerializer<Tuple<T1, T2>, (T1, T2)>(ValueTuple(item1, item2), static tuple => (tuple.Item1, tuple.Item2), static parts => new(parts.Item1, parts.Item2));

    /// <summary>A tuple object, nil when null, of 3 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2, T3>> Tuple<T1, T2, T3>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3) =>
        new ReferenceSerializer<Tuple<T1, T2, T3>, (T1, T2, T3)>(ValueTuple(item1, item2, item3), static tuple => (tuple.Item1, tuple.Item2, tuple.Item3), static parts => new(parts.Item1, parts.Item2, parts.Item3));

    /// <summary>A tuple object, nil when null, of 4 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2, T3, T4>> Tuple<T1, T2, T3, T4>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4) =>
        new ReferenceSerializer<Tuple<T1, T2, T3, T4>, (T1, T2, T3, T4)>(ValueTuple(item1, item2, item3, item4), static tuple => (tuple.Item1, tuple.Item2, tuple.Item3, tuple.Item4), static parts => new(parts.Item1, parts.Item2, parts.Item3, parts.Item4));

    /// <summary>A tuple object, nil when null, of 5 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2, T3, T4, T5>> Tuple<T1, T2, T3, T4, T5>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5) =>
        new ReferenceSerializer<Tuple<T1, T2, T3, T4, T5>, (T1, T2, T3, T4, T5)>(ValueTuple(item1, item2, item3, item4, item5), static tuple => (tuple.Item1, tuple.Item2, tuple.Item3, tuple.Item4, tuple.Item5), static parts => new(parts.Item1, parts.Item2, parts.Item3, parts.Item4, parts.Item5));

    /// <summary>A tuple object, nil when null, of 6 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <typeparam name="T6">The type of the sixth part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    /// <param name="item6">Writes the sixth part.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2, T3, T4, T5, T6>> Tuple<T1, T2, T3, T4, T5, T6>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5,
        MessagePackKvSerializer<T6> item6) =>
        new ReferenceSerializer<Tuple<T1, T2, T3, T4, T5, T6>, (T1, T2, T3, T4, T5, T6)>(ValueTuple(item1, item2, item3, item4, item5, item6), static tuple => (tuple.Item1, tuple.Item2, tuple.Item3, tuple.Item4, tuple.Item5, tuple.Item6), static parts => new(parts.Item1, parts.Item2, parts.Item3, parts.Item4, parts.Item5, parts.Item6));

    /// <summary>A tuple object, nil when null, of 7 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <typeparam name="T6">The type of the sixth part.</typeparam>
    /// <typeparam name="T7">The type of the seventh part.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    /// <param name="item6">Writes the sixth part.</param>
    /// <param name="item7">Writes the seventh part.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2, T3, T4, T5, T6, T7>> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5,
        MessagePackKvSerializer<T6> item6,
        MessagePackKvSerializer<T7> item7) =>
        new ReferenceSerializer<Tuple<T1, T2, T3, T4, T5, T6, T7>, (T1, T2, T3, T4, T5, T6, T7)>(ValueTuple(item1, item2, item3, item4, item5, item6, item7), static tuple => (tuple.Item1, tuple.Item2, tuple.Item3, tuple.Item4, tuple.Item5, tuple.Item6, tuple.Item7), static parts => new(parts.Item1, parts.Item2, parts.Item3, parts.Item4, parts.Item5, parts.Item6, parts.Item7));
}
