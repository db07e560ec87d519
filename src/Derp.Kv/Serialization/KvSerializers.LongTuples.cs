using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// A tuple of more than seven parts is seven and a tuple of the others, in memory and in the format.
public static partial class KvSerializers
{
    /// <summary>A value tuple of more than 7 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <typeparam name="T6">The type of the sixth part.</typeparam>
    /// <typeparam name="T7">The type of the seventh part.</typeparam>
    /// <typeparam name="TRest">The tuple of the others.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    /// <param name="item6">Writes the sixth part.</param>
    /// <param name="item7">Writes the seventh part.</param>
    /// <param name="rest">Writes the tuple of the others.</param>
    public static MessagePackKvSerializer<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>> ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5,
        MessagePackKvSerializer<T6> item6,
        MessagePackKvSerializer<T7> item7,
        MessagePackKvSerializer<TRest> rest)
        where TRest : struct =>
        new ValueTupleSerializer<T1, T2, T3, T4, T5, T6, T7, TRest>(item1, item2, item3, item4, item5, item6, item7, rest);

    /// <summary>A tuple object, nil when null, of more than 7 parts.</summary>
    /// <typeparam name="T1">The type of the first part.</typeparam>
    /// <typeparam name="T2">The type of the second part.</typeparam>
    /// <typeparam name="T3">The type of the third part.</typeparam>
    /// <typeparam name="T4">The type of the fourth part.</typeparam>
    /// <typeparam name="T5">The type of the fifth part.</typeparam>
    /// <typeparam name="T6">The type of the sixth part.</typeparam>
    /// <typeparam name="T7">The type of the seventh part.</typeparam>
    /// <typeparam name="TRest">The tuple of the others.</typeparam>
    /// <param name="item1">Writes the first part.</param>
    /// <param name="item2">Writes the second part.</param>
    /// <param name="item3">Writes the third part.</param>
    /// <param name="item4">Writes the fourth part.</param>
    /// <param name="item5">Writes the fifth part.</param>
    /// <param name="item6">Writes the sixth part.</param>
    /// <param name="item7">Writes the seventh part.</param>
    /// <param name="rest">Writes the tuple of the others.</param>
    public static MessagePackKvSerializer<Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>> Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>(
        MessagePackKvSerializer<T1> item1,
        MessagePackKvSerializer<T2> item2,
        MessagePackKvSerializer<T3> item3,
        MessagePackKvSerializer<T4> item4,
        MessagePackKvSerializer<T5> item5,
        MessagePackKvSerializer<T6> item6,
        MessagePackKvSerializer<T7> item7,
        MessagePackKvSerializer<TRest> rest)
        where TRest : notnull =>
        new TupleSerializer<T1, T2, T3, T4, T5, T6, T7, TRest>(item1, item2, item3, item4, item5, item6, item7, rest);
}
