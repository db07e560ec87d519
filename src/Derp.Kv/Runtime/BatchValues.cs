namespace Derp.Kv.Runtime;

/// <summary>Between dictionaries of a value type and of its nullable, in which the entries of a batch are stored: what is absent is a null there.</summary>
public static class BatchValues
{
    /// <summary>As the entries have it.</summary>
    /// <typeparam name="TId">The item.</typeparam>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="values">What the body returned.</param>
    public static IReadOnlyDictionary<TId, T?> ToNullable<TId, T>(IReadOnlyDictionary<TId, T> values)
        where TId : notnull
        where T : struct => throw new NotImplementedException();

    /// <summary>As the caller gets it.</summary>
    /// <typeparam name="TId">The item.</typeparam>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="values">Without nulls.</param>
    public static Dictionary<TId, T> ToPlain<TId, T>(Dictionary<TId, T?> values)
        where TId : notnull
        where T : struct => throw new NotImplementedException();
}
