using System.Collections.Frozen;
using System.Collections.Immutable;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Immutable and frozen collections, written as their mutable counterparts are.
public static partial class KvSerializers
{
    /// <summary>A frozen set; read with the default comparer. MessagePack for C# has no format for it; it is an array, as every set.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<FrozenSet<T>> FrozenSet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<FrozenSet<T>, T>(item, static items => Sets.Frozen(items));

    /// <summary>An immutable set by its interface; read as a hash set with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IImmutableSet<T>> IImmutableSet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IImmutableSet<T>, T>(item, static items => Sets.Immutable(items));

    /// <summary>An immutable sorted set; read with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ImmutableSortedSet<T>> ImmutableSortedSet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ImmutableSortedSet<T>, T>(item, static items => [.. items]);

    /// <summary>An immutable queue, first in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ImmutableQueue<T>> ImmutableQueue<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ImmutableQueue<T>, T>(item, static items => [.. items]);

    /// <summary>An immutable queue by its interface, first in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IImmutableQueue<T>> IImmutableQueue<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IImmutableQueue<T>, T>(item, static items => [.. items]);

    /// <summary>An immutable stack, last in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ImmutableStack<T>> ImmutableStack<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ImmutableStack<T>, T>(item, static items => System.Collections.Immutable.ImmutableStack.CreateRange(Sets.Reversed(items)));

    /// <summary>An immutable stack by its interface, last in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IImmutableStack<T>> IImmutableStack<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IImmutableStack<T>, T>(item, static items => System.Collections.Immutable.ImmutableStack.CreateRange(Sets.Reversed(items)));

    /// <summary>A frozen dictionary; read with the default comparer. MessagePack for C# has no format for it; it is a map, as every dictionary.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<FrozenDictionary<TKey, TValue>> FrozenDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<FrozenDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map.ToFrozenDictionary(map.Comparer));

    /// <summary>An immutable dictionary by its interface; read with the default comparers.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<IImmutableDictionary<TKey, TValue>> IImmutableDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<IImmutableDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map.ToImmutableDictionary(map.Comparer));

    /// <summary>An immutable sorted dictionary; read with the default comparers.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<ImmutableSortedDictionary<TKey, TValue>> ImmutableSortedDictionary<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(key, value, static map => map.ToImmutableSortedDictionary());
}
