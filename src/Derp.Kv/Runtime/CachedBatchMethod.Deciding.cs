using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

// A body that decides for the value of each item.
public sealed partial class CachedBatchMethod<TKey, TId, TValue>
    where TKey : struct, IKvKey
    where TId : notnull
{
    /// <summary>As <c>InvokeAsync</c>, for a body that decides for each value. What it does not return is stored as null for <c>Ttl</c>, if nulls are stored.</summary>
    /// <inheritdoc cref="InvokeAsync"/>
    public ValueTask<Dictionary<TId, TValue>> InvokeDecidingAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyDictionary<TId, Cacheable<TValue>>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>As <c>InvokeAlignedAsync</c>, for a body that decides for each value.</summary>
    /// <inheritdoc cref="InvokeAlignedAsync"/>
    public ValueTask<TValue[]> InvokeAlignedDecidingAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyList<Cacheable<TValue>>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken) => throw new NotImplementedException();
}
