using Derp.Kv.Coordination.Batches;
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
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        RequireNulls();
        var call = new BatchCall<(string Name, TState State, Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyDictionary<TId, Cacheable<TValue>>>> Body), TId, TValue>(
            _name,
            _maxBatch,
            _policy,
            (_name, state, body),
            static async (s, ids, ct) =>
            {
                var values = await s.Body(s.State, ids, ct).ConfigureAwait(false) ?? throw ReturnedNull(s.Name);
                return Decided(s.Name, Array.ConvertAll(ids, id => values.TryGetValue(id, out var value) ? value : default(TValue)!));
            });
        return FindAsync(client, items, call, state, key, tags, cancellationToken);
    }

    /// <summary>As <c>InvokeAlignedAsync</c>, for a body that decides for each value.</summary>
    /// <inheritdoc cref="InvokeAlignedAsync"/>
    public ValueTask<TValue[]> InvokeAlignedDecidingAsync<TState>(
        KvClient client,
        IEnumerable<TId> items,
        TState state,
        Func<TState, TId, TKey> key,
        Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyList<Cacheable<TValue>>>> body,
        Action<TState, TId, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        var call = new BatchCall<(string Name, TState State, Func<TState, TId[], CancellationToken, ValueTask<IReadOnlyList<Cacheable<TValue>>>> Body), TId, TValue>(
            _name,
            _maxBatch,
            _policy,
            (_name, state, body),
            static async (s, ids, ct) =>
            {
                var values = await s.Body(s.State, ids, ct).ConfigureAwait(false) ?? throw ReturnedNull(s.Name);
                return Decided(s.Name, [.. Checked(s.Name, values, ids.Length)]);
            });
        return AlignAsync(client, items, call, state, key, tags, cancellationToken);
    }

    private static BatchResult<TValue> Decided(string name, Cacheable<TValue>[] decisions) => Array.Exists(decisions, static decision => decision.IsUnchanged)
        ? throw new InvalidOperationException($"The body of {name} returned Unchanged(), and a batch has no value of before. Return a value.")
        : new(Array.ConvertAll(decisions, static decision => decision.Value), decisions);
}
