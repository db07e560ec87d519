namespace Derp.Kv.Runtime;

// Values that a body decides for.
public static partial class BatchValues
{
    /// <summary>As the entries have it.</summary>
    /// <typeparam name="TId">The item.</typeparam>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="values">What the body returned; null stays null.</param>
    public static IReadOnlyDictionary<TId, Cacheable<T?>> ToNullable<TId, T>(IReadOnlyDictionary<TId, Cacheable<T>> values)
        where TId : notnull
        where T : struct
    {
        if (values is null)
            return null!;

        var nullable = new Dictionary<TId, Cacheable<T?>>(values.Count, (values as Dictionary<TId, Cacheable<T>>)?.Comparer);
        foreach (var (id, value) in values)
            nullable[id] = ToNullable(value);
        return nullable;
    }

    private static Cacheable<T?> ToNullable<T>(Cacheable<T> value)
        where T : struct
    {
        var nullable = (value.IsUnchanged ? Cacheable<T?>.Unchanged() : value.Value).WithETag(value.ETag);
        if (value.Lifetime is { } lifetime)
            nullable = nullable.For(lifetime);
        return value.IsStored ? nullable : nullable.Uncached();
    }
}
