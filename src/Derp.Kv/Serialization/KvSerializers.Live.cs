using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Collections that other code may change or observe. One that changes while it is written is refused.
public static partial class KvSerializers
{
    /// <summary>A stack, last in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<Stack<T>> Stack<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<Stack<T>, T>(item, static items => new(Sets.Reversed(items)));

    /// <summary>A concurrent stack, last in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ConcurrentStack<T>> ConcurrentStack<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ConcurrentStack<T>, T>(item, static items => new(Sets.Reversed(items)));

    /// <summary>A concurrent queue, first in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ConcurrentQueue<T>> ConcurrentQueue<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ConcurrentQueue<T>, T>(item, static items => new(items));

    /// <summary>A concurrent bag; its order is not kept.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ConcurrentBag<T>> ConcurrentBag<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ConcurrentBag<T>, T>(item, static items => new(items));

    /// <summary>A collection that reports its changes.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ObservableCollection<T>> ObservableCollection<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ObservableCollection<T>, T>(item, static items => new(items));

    /// <summary>A read-only view of a collection that reports its changes.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ReadOnlyObservableCollection<T>> ReadOnlyObservableCollection<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ReadOnlyObservableCollection<T>, T>(item, static items => new(new(items)));

    /// <summary>A sorted list; read with the default comparer.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="key">Writes a key.</param>
    /// <param name="value">Writes a value.</param>
    public static MessagePackKvSerializer<SortedList<TKey, TValue>> SortedList<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value)
        where TKey : notnull =>
        new DictionarySerializer<SortedList<TKey, TValue>, TKey, TValue>(key, value, static map => new(map));
}
