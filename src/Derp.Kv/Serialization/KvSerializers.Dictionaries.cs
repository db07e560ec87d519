using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Every dictionary is a map. A repeated key is refused. Comparers are not written: one that reading would not restore is refused.
public static partial class KvSerializers
{
    // A lock for each processor, the default, would make an empty dictionary take kilobytes on a large machine.
    private static readonly int Concurrency = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>A dictionary; read with the default comparer.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<Dictionary<TKey, TValue>> Dictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<Dictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map);

    /// <summary>A dictionary by its interface; read as a dictionary with the default comparer.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<IDictionary<TKey, TValue>> IDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<IDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map);

    /// <summary>A read-only dictionary; read as a dictionary with the default comparer.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<IReadOnlyDictionary<TKey, TValue>> IReadOnlyDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<IReadOnlyDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map);

    /// <summary>A read-only wrapper of a dictionary; read with the default comparer.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<ReadOnlyDictionary<TKey, TValue>> ReadOnlyDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<ReadOnlyDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => new(map));

    /// <summary>A sorted dictionary; read with the default comparer.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<SortedDictionary<TKey, TValue>> SortedDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<SortedDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => new(map));

    /// <summary>A concurrent dictionary; read with the default comparer. One that changes while it is written is refused.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<ConcurrentDictionary<TKey, TValue>> ConcurrentDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => new(Concurrency, map, map.Comparer));

    /// <summary>An immutable dictionary; read with the default comparers.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<ImmutableDictionary<TKey, TValue>> ImmutableDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<ImmutableDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map.ToImmutableDictionary(map.Comparer));

    /// <summary>A user's dictionary class that starts empty; read by adding.</summary>
    /// <typeparam name="TDictionary">The class.</typeparam>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<TDictionary> DictionaryClass<TDictionary, TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TDictionary : class, IDictionary<TKey, TValue>, new()
        where TKey : notnull =>
        new DictionarySerializer<TDictionary, TKey, TValue>(key, value, Filling.Of<TDictionary, KeyValuePair<TKey, TValue>>);
}
