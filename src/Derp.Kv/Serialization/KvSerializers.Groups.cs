using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Results of queries.
public static partial class KvSerializers
{
    /// <summary>A key with its elements, as an array of two.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="key">Writes the key.</param>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IGrouping<TKey, T>> IGrouping<TKey, T>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<T> item) => new GroupingSerializer<TKey, T>(key, item);

    /// <summary>A lookup, as an array of groups; read with the default comparer. A repeated key is refused.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ILookup<TKey, T>> ILookup<TKey, T>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<T> item) => new LookupSerializer<TKey, T>(new GroupingSerializer<TKey, T>(key, item));

    /// <summary>A lazy value: writing evaluates it, reading gives an evaluated one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">Writes the value.</param>
    public static MessagePackKvSerializer<Lazy<T>> Lazy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        MessagePackKvSerializer<T> value) => new LazySerializer<T>(value);
}
