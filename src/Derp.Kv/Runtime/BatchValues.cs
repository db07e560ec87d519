namespace Derp.Kv.Runtime;

/// <summary>Between dictionaries of a value type and of its nullable, in which the entries of a batch are stored: what is absent is a null there.</summary>
public static partial class BatchValues
{
    /// <summary>As the entries have it.</summary>
    /// <typeparam name="TId">The item.</typeparam>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="values">What the body returned; null stays null.</param>
    public static IReadOnlyDictionary<TId, T?> ToNullable<TId, T>(IReadOnlyDictionary<TId, T> values)
        where TId : notnull
        where T : struct
    {
        // The runtime refuses it, and names the method.
        if (values is null)
            return null!;

        // With the comparer of the body's dictionary, where that is known.
        var nullable = new Dictionary<TId, T?>(values.Count, (values as Dictionary<TId, T>)?.Comparer);
        foreach (var (id, value) in values)
            nullable[id] = value;
        return nullable;
    }

    /// <summary>As the caller gets it.</summary>
    /// <typeparam name="TId">The item.</typeparam>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="values">Without nulls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public static Dictionary<TId, T> ToPlain<TId, T>(Dictionary<TId, T?> values)
        where TId : notnull
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(values);
        var plain = new Dictionary<TId, T>(values.Count);
        foreach (var (id, value) in values)
        {
            if (value is { } present)
                plain[id] = present;
        }

        return plain;
    }
}
