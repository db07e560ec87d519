using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Serialization.BuiltIn;

// A comparer is state: it decides what is found, and no format holds it. So a collection is written only if the reader
// would create one with the same. A new empty collection of the reader's shows which that is.
internal static class Comparers
{
    /// <summary>The comparer by which a set finds its elements; null if there is none, or if it is not accessible.</summary>
    public static object? OfSet<T>(IEnumerable<T> items) => items switch
    {
        HashSet<T> set => set.Comparer,
        SortedSet<T> set => set.Comparer,
        ImmutableHashSet<T> set => set.KeyComparer,
        ImmutableSortedSet<T> set => set.KeyComparer,
        FrozenSet<T> set => set.Comparer,
        ReadOnlySet<T> set => OfSet(Inner<T>.Of(set)),
        _ => null,
    };

    /// <summary>The comparer by which a map finds its keys; null if there is none, or if it is not accessible.</summary>
    public static object? OfMap<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> items)
        where TKey : notnull => items switch
        {
            Dictionary<TKey, TValue> map => map.Comparer,
            ConcurrentDictionary<TKey, TValue> map => map.Comparer,
            SortedDictionary<TKey, TValue> map => map.Comparer,
            SortedList<TKey, TValue> map => map.Comparer,
            FrozenDictionary<TKey, TValue> map => map.Comparer,
            ReadOnlyDictionary<TKey, TValue> map => OfMap(Inner<TKey, TValue>.Of(map)),
            ImmutableDictionary<TKey, TValue> map => Odd<TValue>(map.KeyComparer, map.ValueComparer),
            ImmutableSortedDictionary<TKey, TValue> map => Odd<TValue>(map.KeyComparer, map.ValueComparer),
            _ => null,
        };

    /// <summary>Refuses a collection whose comparer is not the one that reading would give.</summary>
    /// <param name="collection">What is to be written.</param>
    /// <param name="actual">Its comparer.</param>
    /// <param name="read">The comparer of the collection that is read; null for one without, which compares by the default.</param>
    public static void ThrowIfOther<TKey>(object collection, object? actual, object? read)
    {
        if (actual is not null && !AreAlike<TKey>(actual, read ?? EqualityComparer<TKey>.Default))
            throw Other<TKey>(collection, actual, read);
    }

    public static KvOtherTypeException Other<TKey>(object collection, object? actual, object? read)
    {
        var declaredType = TypeText.Full((read ?? EqualityComparer<TKey>.Default).GetType());
        var runtimeType = actual is null ? "" : TypeText.Full(actual.GetType());
        var name = actual is null ? "a comparer of its own" : $"the comparer {runtimeType}";
        return new KvOtherTypeException($"A value of type {TypeText.Full(collection.GetType())} has {name}, and reading gives {declaredType}.", declaredType, runtimeType);
    }

    private static bool AreAlike<TKey>(object actual, object read)
    {
        if (actual.Equals(read))
            return true;
        if (IsDefault<TKey>(read) && (IsDefault<TKey>(actual) || Comparer<TKey>.Default.Equals(actual)))
            return true;

        // A user's class creates its comparer itself, and each instance may have another.
        return actual.GetType() == read.GetType() && actual is not StringComparer;
    }

    // Equal whenever the default comparer is.
    private static bool IsDefault<TKey>(object comparer) =>
        EqualityComparer<TKey>.Default.Equals(comparer) || comparer is ScatteringComparer<TKey> || (typeof(TKey) == typeof(string) && StringComparer.Ordinal.Equals(comparer));

    // Of the two that an immutable dictionary has, the one that is not the default.
    private static object Odd<TValue>(object keys, object values) => EqualityComparer<TValue>.Default.Equals(values) ? keys : values;

    private static class Inner<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Set")]
        public static extern ISet<T> Of(ReadOnlySet<T> set);
    }

    private static class Inner<TKey, TValue>
        where TKey : notnull
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Dictionary")]
        public static extern IDictionary<TKey, TValue> Of(ReadOnlyDictionary<TKey, TValue> map);
    }
}
