using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>
/// What a <c>[Cached]</c> wrapper with <c>Near</c> calls: as <see cref="CachedMethod{TKey, TValue}"/>, and before that a look into this
/// process's memory.
/// </summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
public sealed class NearCachedMethod<TKey, TValue>
    where TKey : struct, INearKey<TKey>
{
    private readonly CachedMethod<TKey, TValue> _far;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="template">The attribute's template; without one, the identity that the key begins with.</param>
    /// <param name="type">The full name of the result's type, or its <see cref="KvNameAttribute"/>: what another type has stored is not read.</param>
    /// <param name="serializer">For the result. Null never reaches it.</param>
    /// <param name="policy">The attribute's settings, <see cref="CachedPolicy.Near"/> among them.</param>
    /// <param name="copy">Makes a copy that shares nothing that can change with the original; it never gets null. Null: results are decoded for each call, or shared where <see cref="CachedPolicy.IsFrozen"/> says so.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    public NearCachedMethod(string name, string template, string type, IKvSerializer<TValue> serializer, CachedPolicy policy, Func<TValue, TValue>? copy = null)
    {
        _ = copy;
        _far = new CachedMethod<TKey, TValue>(name, template, type, serializer, policy);
    }

    /// <summary>Returns the value from this process's memory or the store, or runs the body once for all callers of the key and stores what it returns.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">The caller's own; the body's fires when every caller has cancelled.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    /// <exception cref="TimeoutException">The body has held the key for ten leases.</exception>
    public ValueTask<TValue> InvokeAsync<TState>(
        KvClient client,
        in TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken) => _far.InvokeAsync(client, key, state, body, cancellationToken);

    /// <summary>Deletes the cached value and keeps computations that are under way from storing theirs. One round trip.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a value was there.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="KvException">The store did not do it.</exception>
    public ValueTask<bool> InvalidateAsync(KvClient client, in TKey key, CancellationToken cancellationToken) => _far.InvalidateAsync(client, key, cancellationToken);
}
