using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>What a <c>[Cached]</c> wrapper with an <see cref="EachAttribute"/> parameter calls: one static descriptor per method.</summary>
/// <typeparam name="TKey">The generated key of one item.</typeparam>
/// <typeparam name="TId">The item.</typeparam>
/// <typeparam name="TValue">The value of one item.</typeparam>
public sealed class CachedBatchMethod<TKey, TId, TValue>
    where TKey : struct, IKvKey
    where TId : notnull
{
    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="entries">The values: those of the method that it shares them with, or its own.</param>
    /// <param name="maxBatch">The largest number of items of one run: 1 or more.</param>
    public CachedBatchMethod(string name, CachedEntries<TKey, TValue> entries, int maxBatch = 1000)
    {
        _ = (name, entries, maxBatch);
    }

    /// <summary>Returns the values of all items that have one, by item. A body runs with the items that have none.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="items">The items; equal ones count once.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="body">The annotated method, with the items to compute.</param>
    /// <param name="tags">Adds the tags of one item. Null: there are none.</param>
    /// <param name="cancellationToken">The caller's own.</param>
    public ValueTask<Dictionary<TId, TValue>> InvokeAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyDictionary<TId, TValue>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Returns the value of each item, in the order of the items. A body runs with the items that have none.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="items">The items; each has one place in the result.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="body">The annotated method, with the items to compute; it returns one value for each of them, in their order.</param>
    /// <param name="tags">Adds the tags of one item. Null: there are none.</param>
    /// <param name="cancellationToken">The caller's own.</param>
    /// <exception cref="InvalidOperationException">The body returned another number of values.</exception>
    public ValueTask<TValue[]> InvokeAlignedAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyList<TValue>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Deletes the cached values of the items.</summary>
    /// <typeparam name="TState">What the key needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="items">The items.</param>
    /// <param name="state">What the key needs.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many values there were.</returns>
    public ValueTask<long> InvalidateManyAsync<TState>(KvClient client, IEnumerable<TId> items, TState state, Func<TState, TId, TKey> key, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
