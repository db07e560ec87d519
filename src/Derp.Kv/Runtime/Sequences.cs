namespace Derp.Kv.Runtime;

/// <summary>
/// Copies a result that may be readable only once into a list, before it is stored: after it was read for the store,
/// the caller could find it empty.
/// </summary>
public static class Sequences
{
    /// <summary>Awaits a sequence and copies it.</summary>
    /// <typeparam name="T">Of the items.</typeparam>
    /// <param name="body">The body's task.</param>
    /// <returns>The sequence if it is a collection already, else a list of its items; null for null.</returns>
    public static async ValueTask<IEnumerable<T>> KeepAsync<T>(ValueTask<IEnumerable<T>> body) => Keep(await body.ConfigureAwait(false));

    /// <inheritdoc cref="KeepAsync{T}(ValueTask{IEnumerable{T}})"/>
    public static ValueTask<IEnumerable<T>> KeepAsync<T>(Task<IEnumerable<T>> body) => KeepAsync(new ValueTask<IEnumerable<T>>(body));

    /// <summary>The same for a body that chooses its status.</summary>
    /// <typeparam name="T">Of the items.</typeparam>
    /// <param name="body">The body's task.</param>
    /// <returns>The status with the sequence if it is a collection already, else with a list of its items; null for null.</returns>
    public static async ValueTask<IdempotentResult<IEnumerable<T>>> KeepAsync<T>(ValueTask<IdempotentResult<IEnumerable<T>>> body)
    {
        var result = await body.ConfigureAwait(false);
        return result with { Value = Keep(result.Value) };
    }

    /// <inheritdoc cref="KeepAsync{T}(ValueTask{IdempotentResult{IEnumerable{T}}})"/>
    public static ValueTask<IdempotentResult<IEnumerable<T>>> KeepAsync<T>(Task<IdempotentResult<IEnumerable<T>>> body) =>
        KeepAsync(new ValueTask<IdempotentResult<IEnumerable<T>>>(body));

    private static IEnumerable<T> Keep<T>(IEnumerable<T> sequence) => sequence is null or ICollection<T> or IReadOnlyCollection<T> ? sequence! : sequence.ToList();
}
