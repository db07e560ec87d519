using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

// Calls of wrappers that have more than a plain body: it decides for its result, is renewed ahead of its expiry, or tells where a value came from.
public abstract partial class CachedEntries<TKey, TValue>
    where TKey : struct, IKvKey
{
    /// <summary>Returns the cached value, or runs the body once for all callers of the key and stores what it returns as it decides.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method, and what belongs to it.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller has cancelled.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null, or the body returned <see cref="Cacheable{T}.Unchanged"/> where there was no value.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">The body has run for 10 × <c>LockTtl</c>.</exception>
    public ValueTask<TValue> CallAsync<TState>(KvClient client, in TKey key, TState state, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>As <c>CallAsync</c>, for a wrapper that returns a task: calls share the task of a near entry if they share its value.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public Task<TValue> CallTaskAsync<TState>(KvClient client, in TKey key, TState state, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>As <c>CallAsync</c>, for a wrapper that tells where its value came from.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public ValueTask<CacheHit<TValue>> CallHitAsync<TState>(KvClient client, in TKey key, TState state, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Returns the cached value, if there is one, and never runs the body. One round trip, or none if this process's memory has it. While the store is down nothing is found.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<CacheHit<TValue>> TryGetAsync(KvClient client, in TKey key, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>As the other overload, for a method with tags.</summary>
    /// <typeparam name="TState">What the tags need.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the tags need.</param>
    /// <param name="tags">Adds the tags of the value.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<CacheHit<TValue>> TryGetAsync<TState>(KvClient client, in TKey key, TState state, Action<TState, CallTags> tags, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
