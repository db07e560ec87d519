using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

// Every collection of one element type is an array. Comparers are not written: one that reading would not restore is refused.
public static partial class KvSerializers
{
    /// <summary>An array.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<T[]> Array<T>(MessagePackKvSerializer<T> item) =>
        new ArraySerializer<T>(item);

    /// <summary>A list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<List<T>> List<T>(MessagePackKvSerializer<T> item) =>
        new ListSerializer<T>(item);

    /// <summary>An immutable array; the default one is nil.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ImmutableArray<T>> ImmutableArray<T>(MessagePackKvSerializer<T> item) =>
        new ImmutableArraySerializer<T>(item);

    /// <summary>A sequence, which is enumerated once; read as a list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IEnumerable<T>> IEnumerable<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IEnumerable<T>, T>(item, static items => items);

    /// <summary>A collection; read as a list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ICollection<T>> ICollection<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ICollection<T>, T>(item, static items => items);

    /// <summary>A list by its interface; read as a list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IList<T>> IList<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IList<T>, T>(item, static items => items);

    /// <summary>A read-only collection; read as a list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IReadOnlyCollection<T>> IReadOnlyCollection<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IReadOnlyCollection<T>, T>(item, static items => items);

    /// <summary>A read-only list; read as a list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IReadOnlyList<T>> IReadOnlyList<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IReadOnlyList<T>, T>(item, static items => items);

    /// <summary>A read-only wrapper of a list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ReadOnlyCollection<T>> ReadOnlyCollection<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ReadOnlyCollection<T>, T>(item, static items => items.AsReadOnly());

    /// <summary>A collection class.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<Collection<T>> Collection<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<Collection<T>, T>(item, static items => new(items));

    /// <summary>A linked list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<LinkedList<T>> LinkedList<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<LinkedList<T>, T>(item, static items => new(items));

    /// <summary>A queue, first in first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<Queue<T>> Queue<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<Queue<T>, T>(item, static items => new(items));

    /// <summary>A set; read with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<HashSet<T>> HashSet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<HashSet<T>, T>(item, static items => Sets.Hash(items));

    /// <summary>A set by its interface; read as a hash set with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ISet<T>> ISet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ISet<T>, T>(item, static items => Sets.Hash(items));

    /// <summary>A read-only set; read as a hash set with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IReadOnlySet<T>> IReadOnlySet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IReadOnlySet<T>, T>(item, static items => Sets.Hash(items));

    /// <summary>A sorted set; read with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<SortedSet<T>> SortedSet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<SortedSet<T>, T>(item, static items => new(items));

    /// <summary>An immutable list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ImmutableList<T>> ImmutableList<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ImmutableList<T>, T>(item, static items => [.. items]);

    /// <summary>An immutable list by its interface.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<IImmutableList<T>> IImmutableList<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<IImmutableList<T>, T>(item, static items => [.. items]);

    /// <summary>An immutable set; read with the default comparer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<ImmutableHashSet<T>> ImmutableHashSet<T>(MessagePackKvSerializer<T> item) =>
        new CollectionSerializer<ImmutableHashSet<T>, T>(item, static items => Sets.Immutable(items));

    /// <summary>A user's collection class that starts empty; read by adding.</summary>
    /// <typeparam name="TCollection">The class.</typeparam>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="item">Writes an element.</param>
    public static MessagePackKvSerializer<TCollection> CollectionClass<TCollection, T>(MessagePackKvSerializer<T> item)
        where TCollection : class, ICollection<T>, new() =>
        new CollectionSerializer<TCollection, T>(item, Filling.Of<TCollection, T>);
}
