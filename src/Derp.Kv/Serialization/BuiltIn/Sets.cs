using System.Collections.Immutable;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>Collections built from the list of what was read.</summary>
internal static class Sets
{
    public static HashSet<T> Hash<T>(List<T> items) => new(items, ScatteringComparer<T>.For(items.Count));

    public static ImmutableHashSet<T> Immutable<T>(List<T> items) => items.ToImmutableHashSet(ScatteringComparer<T>.For(items.Count));

    // A stack is written from its top; the constructors push in order.
    public static List<T> Reversed<T>(List<T> items)
    {
        items.Reverse();
        return items;
    }
}
