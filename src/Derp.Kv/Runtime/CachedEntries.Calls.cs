using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;
using Derp.Kv.Near;

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
    public ValueTask<TValue> CallAsync<TState>(KvClient client, in TKey key, TState state, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken)
    {
        if (FindNear(client, key, cancellationToken) is { } entry && TryAnswer(entry, out var answer))
            return answer;
        return CallFarAsync(client, key, new MethodCall<TKey, TState, TValue>(this, client, state, body), body, cancellationToken);
    }

    /// <summary>As <c>CallAsync</c>, for a wrapper that returns a task: calls share the task of a near entry if they share its value.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public Task<TValue> CallTaskAsync<TState>(KvClient client, in TKey key, TState state, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken) =>
        CallAsync(client, key, state, body, cancellationToken).AsTask();

    /// <summary>As <c>CallAsync</c>, for a wrapper that tells where its value came from.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public ValueTask<CacheHit<TValue>> CallHitAsync<TState>(KvClient client, in TKey key, TState state, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken)
    {
        if (FindNear(client, key, cancellationToken) is { } entry && TryAnswer(entry, out var answer))
            return NearHitAsync(client, entry, answer);
        var call = new MethodCall<TKey, TState, TValue>(this, client, state, body);
        return HitAsync(call, CallFarAsync(client, key, call, body, cancellationToken));
    }

    /// <summary>Returns the cached value, if there is one, and never runs the body. One round trip, or none if this process's memory has it. While the store is down nothing is found.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<CacheHit<TValue>> TryGetAsync(KvClient client, in TKey key, CancellationToken cancellationToken) =>
        LookAsync<object?>(client, key, null, null, cancellationToken);

    /// <summary>As the other overload, for a method with tags.</summary>
    /// <typeparam name="TState">What the tags need.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the tags need.</param>
    /// <param name="tags">Adds the tags of the value.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<CacheHit<TValue>> TryGetAsync<TState>(KvClient client, in TKey key, TState state, Action<TState, CallTags> tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return LookAsync(client, key, state, tags, cancellationToken);
    }

    private ValueTask<TValue> CallFarAsync<TState>(KvClient client, in TKey key, MethodCall<TKey, TState, TValue> call, in CachedBody<TKey, TState, TValue> body, CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, Name);
        if (body.InScope is not null && client.Options.ScopeFactory is null)
            throw new InvalidOperationException($"{Name} has RefreshOn.NewScope, and its client no KvClientOptions.ScopeFactory. Register the client by AddDerpKv, or set it.");
        if (!IsCached(client))
            return call.RunAsync(cancellationToken);

        var stamps = body.Tags is { } tags ? CallTags.StampsOf(client, call.State, tags) : null;
        var written = Written(client, key);
        return TryFindHeldBack(client, key, written, stamps, out var value)
            ? new(value)
            : client.GuardAsync(written, CodecFor(client, key, written, stamps), new GuardedCall<MethodCall<TKey, TState, TValue>, TValue>(PolicyFor(client), call, MethodCall<TKey, TState, TValue>.Run), cancellationToken);
    }

    private ValueTask<CacheHit<TValue>> LookAsync<TState>(KvClient client, in TKey key, TState state, Action<TState, CallTags>? tags, CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, Name);
        if (FindNear(client, key, cancellationToken) is { } entry && TryAnswer(entry, out var answer))
            return NearHitAsync(client, entry, answer);
        if (!IsCached(client))
            return default;

        var stamps = tags is null ? null : CallTags.StampsOf(client, state, tags);
        var written = Written(client, key);
        return client.LookAsync(written, CodecFor(client, key, written, stamps), PolicyFor(client), cancellationToken);
    }

    // While some flow holds invalidations back, memory answers the others.
    private bool TryFindHeldBack(KvClient client, in TKey key, byte[] written, TagStamps? stamps, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        return client.Near is { IsHeldBack: true } near && !client.Withheld.IsDeferredHere(written, stamps) && TryFindNear(near, key, written, out value);
    }

    private static async ValueTask<CacheHit<TValue>> HitAsync<TState>(MethodCall<TKey, TState, TValue> call, ValueTask<TValue> answer) => call.ToHit(await answer.ConfigureAwait(false));

    private static async ValueTask<CacheHit<TValue>> NearHitAsync(KvClient client, NearEntry entry, ValueTask<TValue> answer)
    {
        var (age, isStale) = client.Near!.AgeOf(entry);
        return new(await answer.ConfigureAwait(false), age, isStale, fromNear: true);
    }
}
