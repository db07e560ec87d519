using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Runtime;

/// <summary>
/// Copies of collections, for the near caches of results that callers may change. A copy is of the class that a decoder makes, with the
/// comparer of the original. Called by generated code.
/// </summary>
public static class Copies
{
    /// <summary>Copies into a list.</summary>
    /// <typeparam name="T">Of the items, which are shared.</typeparam>
    /// <param name="items">The original; null gives null.</param>
    [return: NotNullIfNotNull(nameof(items))]
    public static List<T>? List<T>(IEnumerable<T>? items) => items is null ? null : new List<T>(items);

    /// <summary>Copies into a list.</summary>
    /// <typeparam name="T">Of the items.</typeparam>
    /// <param name="items">The original; null gives null.</param>
    /// <param name="copy">Copies an item; it also gets null.</param>
    [return: NotNullIfNotNull(nameof(items))]
    public static List<T>? List<T>(IEnumerable<T>? items, Func<T, T> copy)
    {
        if (items is null)
            return null;
        if (items is not List<T> list)
            return [.. items.Select(copy)];
        var copies = new List<T>(list.Count);
        foreach (var item in CollectionsMarshal.AsSpan(list))
            copies.Add(copy(item));
        return copies;
    }

    /// <summary>Copies an array.</summary>
    /// <typeparam name="T">Of the items, which are shared.</typeparam>
    /// <param name="items">The original; null gives null.</param>
    [return: NotNullIfNotNull(nameof(items))]
    public static T[]? Array<T>(T[]? items) => items is null ? null : [.. items];

    /// <summary>Copies an array.</summary>
    /// <typeparam name="T">Of the items.</typeparam>
    /// <param name="items">The original; null gives null.</param>
    /// <param name="copy">Copies an item; it also gets null.</param>
    [return: NotNullIfNotNull(nameof(items))]
    public static T[]? Array<T>(T[]? items, Func<T, T> copy) => items is null ? null : System.Array.ConvertAll(items, item => copy(item));

    /// <summary>Copies an immutable array whose items can change.</summary>
    /// <typeparam name="T">Of the items.</typeparam>
    /// <param name="items">The original; the default array gives the default array.</param>
    /// <param name="copy">Copies an item; it also gets null.</param>
    public static ImmutableArray<T> ImmutableArray<T>(ImmutableArray<T> items, Func<T, T> copy) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Array(ImmutableCollectionsMarshal.AsArray(items), copy));

    /// <summary>Copies into a set.</summary>
    /// <typeparam name="T">Of the items, which are shared.</typeparam>
    /// <param name="items">The original; null gives null.</param>
    [return: NotNullIfNotNull(nameof(items))]
    public static HashSet<T>? HashSet<T>(IEnumerable<T>? items) => items switch
    {
        null => null,
        HashSet<T> set => new HashSet<T>(set, set.Comparer),
        _ => Sets.Hash([.. items]),
    };

    /// <summary>Copies a sorted set.</summary>
    /// <typeparam name="T">Of the items, which are shared.</typeparam>
    /// <param name="items">The original; null gives null.</param>
    [return: NotNullIfNotNull(nameof(items))]
    public static SortedSet<T>? SortedSet<T>(SortedSet<T>? items) => items is null ? null : new SortedSet<T>(items, items.Comparer);

    /// <summary>Copies into a dictionary.</summary>
    /// <typeparam name="TKey">Of the keys, which are shared.</typeparam>
    /// <typeparam name="TValue">Of the values, which are shared.</typeparam>
    /// <param name="entries">The original; null gives null.</param>
    [return: NotNullIfNotNull(nameof(entries))]
    public static Dictionary<TKey, TValue>? Dictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>>? entries)
        where TKey : notnull =>
        entries is null ? null : new Dictionary<TKey, TValue>(entries, (entries as Dictionary<TKey, TValue>)?.Comparer);

    /// <summary>Copies into a dictionary.</summary>
    /// <typeparam name="TKey">Of the keys, which are shared.</typeparam>
    /// <typeparam name="TValue">Of the values.</typeparam>
    /// <param name="entries">The original; null gives null.</param>
    /// <param name="copy">Copies a value; it also gets null.</param>
    [return: NotNullIfNotNull(nameof(entries))]
    public static Dictionary<TKey, TValue>? Dictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>>? entries, Func<TValue, TValue> copy)
        where TKey : notnull
    {
        if (entries is null)
            return null;
        var copies = new Dictionary<TKey, TValue>(entries.TryGetNonEnumeratedCount(out var count) ? count : 0, (entries as Dictionary<TKey, TValue>)?.Comparer);
        foreach (var (key, value) in entries)
            copies.Add(key, copy(value));
        return copies;
    }

    /// <summary>Copies a sorted dictionary.</summary>
    /// <typeparam name="TKey">Of the keys, which are shared.</typeparam>
    /// <typeparam name="TValue">Of the values, which are shared.</typeparam>
    /// <param name="entries">The original; null gives null.</param>
    [return: NotNullIfNotNull(nameof(entries))]
    public static SortedDictionary<TKey, TValue>? SortedDictionary<TKey, TValue>(SortedDictionary<TKey, TValue>? entries)
        where TKey : notnull =>
        entries is null ? null : new SortedDictionary<TKey, TValue>(entries, entries.Comparer);

    /// <summary>Copies a sorted dictionary.</summary>
    /// <typeparam name="TKey">Of the keys, which are shared.</typeparam>
    /// <typeparam name="TValue">Of the values.</typeparam>
    /// <param name="entries">The original; null gives null.</param>
    /// <param name="copy">Copies a value; it also gets null.</param>
    [return: NotNullIfNotNull(nameof(entries))]
    public static SortedDictionary<TKey, TValue>? SortedDictionary<TKey, TValue>(SortedDictionary<TKey, TValue>? entries, Func<TValue, TValue> copy)
        where TKey : notnull
    {
        if (entries is null)
            return null;
        var copies = new SortedDictionary<TKey, TValue>(entries.Comparer);
        foreach (var (key, value) in entries)
            copies.Add(key, copy(value));
        return copies;
    }

    /// <summary>Copies a value that may be absent.</summary>
    /// <typeparam name="T">Of the value.</typeparam>
    /// <param name="value">The original; null gives null.</param>
    /// <param name="copy">Copies the value.</param>
    public static T? Nullable<T>(T? value, Func<T, T> copy)
        where T : struct => value is { } some ? copy(some) : null;
}
