using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>Collections built from the list of what was read.</summary>
internal static class Sets
{
    public static HashSet<T> Hash<T>(List<T> items) => new(items, ScatteringComparer<T>.For(items.Count));

    public static ImmutableHashSet<T> Immutable<T>(List<T> items) => items.ToImmutableHashSet(ScatteringComparer<T>.For(items.Count));

    public static FrozenSet<T> Frozen<T>(List<T> items) => items.ToFrozenSet(ScatteringComparer<T>.For(items.Count));

    /// <summary>Whether a value of the type can be a collection without an order: a set, a bag, or a map by its entries.</summary>
    public static bool CanBe<TCollection, T>() =>
        typeof(TCollection).IsInterface
        || typeof(ISet<T>).IsAssignableFrom(typeof(TCollection))
        || typeof(IReadOnlySet<T>).IsAssignableFrom(typeof(TCollection))
        || typeof(TCollection) == typeof(ConcurrentBag<T>);

    public static bool HasNoOrder<T>(IEnumerable<T> items) =>
        items is ISet<T> or IReadOnlySet<T> or IImmutableSet<T> or ConcurrentBag<T> or IDictionary;

    // A stack is written from its top; the constructors push in order.
    public static List<T> Reversed<T>(List<T> items)
    {
        items.Reverse();
        return items;
    }
}
