using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;
using Derp.Kv.Near;

namespace Derp.Kv.Runtime;

/// <summary>
/// What a <c>[Cached]</c> wrapper with <c>Near</c> calls: as <see cref="CachedMethod{TKey, TValue}"/>, and before that a look into this
/// process's memory.
/// </summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
public sealed class NearCachedMethod<TKey, TValue> : CachedEntries<TKey, TValue>
    where TKey : struct, INearKey<TKey>
{
    private readonly CachedMethod<TKey, TValue> _far;
    private readonly NearValues<TValue> _values;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="template">The attribute's template; without one, the identity that the key begins with.</param>
    /// <param name="type">The full name of the result's type, or its <see cref="KvNameAttribute"/>: what another type has stored is not read.</param>
    /// <param name="serializer">For the result. Null never reaches it.</param>
    /// <param name="policy">The attribute's settings, <see cref="CachedPolicy.Near"/> among them.</param>
    /// <param name="copy">Makes a copy that shares nothing that can change with the original; it never gets null. Null: each call decodes the value, unless <see cref="CachedPolicy.IsFrozen"/> lets calls share it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    public NearCachedMethod(string name, string template, string type, IKvSerializer<TValue> serializer, CachedPolicy policy, Func<TValue, TValue>? copy = null)
        : base(name)
    {
        _far = new CachedMethod<TKey, TValue>(name, template, type, serializer, policy);
        _values = new NearValues<TValue>(_far.Terms, _far.Codec, copy);
    }

    /// <summary>Returns the value from this process's memory or the store, or runs the body once for all callers of the key and stores what it returns.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller has cancelled.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">The body has run for 10 × <c>LockTtl</c>.</exception>
    public ValueTask<TValue> InvokeAsync<TState>(
        KvClient client,
        in TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        if (Find(client, key, cancellationToken) is { } entry && _values.TryAnswer(entry.Held, out var answer))
            return answer;
        return InvokeFarAsync(client, key, state, body, tags: null, cancellationToken);
    }

    /// <summary>As <c>InvokeAsync</c>, for a wrapper that returns a task: calls share the task of the entry if they share its value.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller has cancelled.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">The body has run for 10 × <c>LockTtl</c>.</exception>
    public Task<TValue> InvokeTaskAsync<TState>(
        KvClient client,
        in TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        if (Find(client, key, cancellationToken) is { } entry && _values.TryAnswer(entry.Held) is { } answer)
            return answer;
        return InvokeFarAsync(client, key, state, body, tags: null, cancellationToken).AsTask();
    }

    /// <summary>As the other overload, for a method with tags.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="tags">Adds the tags of the value.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller has cancelled.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">The body has run for 10 × <c>LockTtl</c>.</exception>
    public ValueTask<TValue> InvokeAsync<TState>(
        KvClient client,
        in TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        Action<TState, CallTags> tags,
        CancellationToken cancellationToken)
    {
        if (Find(client, key, cancellationToken) is { } entry && _values.TryAnswer(entry.Held, out var answer))
            return answer;
        return InvokeFarAsync(client, key, state, body, tags, cancellationToken);
    }

    /// <summary>As the other overload, for a method with tags.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="tags">Adds the tags of the value.</param>
    /// <param name="cancellationToken">The caller's own; the body's is cancelled when every caller has cancelled.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    /// <exception cref="TimeoutException">The body has run for 10 × <c>LockTtl</c>.</exception>
    public Task<TValue> InvokeTaskAsync<TState>(
        KvClient client,
        in TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        Action<TState, CallTags> tags,
        CancellationToken cancellationToken)
    {
        if (Find(client, key, cancellationToken) is { } entry && _values.TryAnswer(entry.Held) is { } answer)
            return answer;
        return InvokeFarAsync(client, key, state, body, tags, cancellationToken).AsTask();
    }

    /// <summary>The key of a value, for <see cref="KvClient.InvalidateAsync"/>: what an outbox row or a reader of a change feed needs.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    public ReadOnlyMemory<byte> KeyOf(KvClient client, in TKey key) => _far.KeyOf(client, key);

    /// <summary>Deletes the cached value; the result of a run that is under way is not stored. One round trip.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a value was there.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    public ValueTask<bool> InvalidateAsync(KvClient client, in TKey key, CancellationToken cancellationToken) => _far.InvalidateAsync(client, key, cancellationToken);

    internal override bool IsKeptForErrors => _far.IsKeptForErrors;

    internal override byte[] Written(KvClient client, in TKey key) => _far.Written(client, key);

    internal override bool TryFindNear(NearCache near, in TKey key, byte[] written, [MaybeNullWhen(false)] out TValue value)
    {
        if (near.Find(Hash(near, key), this, key) is { } entry && _values.TryAnswer(entry.Held) is { } answer)
        {
            // Held as a task that has ended, or answered at once.
            value = answer.Result;
            return true;
        }

        value = default;
        return false;
    }

    internal override NearEntry? FindNear(KvClient? client, in TKey key, CancellationToken cancellationToken) => Find(client, key, cancellationToken);

    internal override bool TryAnswer(NearEntry entry, out ValueTask<TValue> answer) => _values.TryAnswer(entry.Held, out answer);

    internal override GuardCodec<TValue> CodecFor(KvClient client, in TKey key, byte[] written, TagStamps? tags) =>
        client.NearEnabled && TermsFor(client).IsNear ? new Read(this, client.OpenNear(), key, written, tags) : _far.CodecFor(client, key, written, tags);

    internal override GuardPolicy PolicyFor(KvClient client) => _far.PolicyFor(client);

    internal override CachedTerms TermsFor(KvClient client) => _far.TermsFor(client);

    // Null also for a call that has to fail.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NearEntry? Find(KvClient? client, in TKey key, CancellationToken cancellationToken) =>
        client?.Near is { IsServing: true } near && !cancellationToken.IsCancellationRequested ? near.Find(Hash(near, key), this, key) : null;

    private ulong Hash(NearCache near, in TKey key)
    {
        var hash = new KeyHash(near.Seed ^ _values.Salt);
        key.AddTo(ref hash);
        return hash.Value;
    }

    // Apart from the way of a hit, which stays small enough to be compiled into its caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<TValue> InvokeFarAsync<TState>(
        KvClient client,
        in TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        Action<TState, CallTags>? tags,
        CancellationToken cancellationToken)
    {
        if (client is not { NearEnabled: true, Options.CacheEnabled: true } || !TermsFor(client).IsNear)
        {
            return tags is null
                ? _far.InvokeAsync(client, key, state, body, cancellationToken)
                : _far.InvokeAsync(client, key, state, body, tags, cancellationToken);
        }

        var near = client.OpenNear();
        var stamps = tags is null ? null : CallTags.StampsOf(client, state, tags);
        var written = _far.Written(client, key);
        if (near.IsHeldBack && !client.Withheld.IsDeferredHere(written, stamps) && near.Find(Hash(near, key), this, key) is { } entry && _values.TryAnswer(entry.Held, out var answer))
            return answer;
        return _far.InvokeAsync(client, written, new Read(this, near, key, written, stamps), state, body, cancellationToken);
    }

    private sealed class Read(NearCachedMethod<TKey, TValue> method, NearCache near, in TKey key, byte[] written, TagStamps? tags)
        : NearRead<TValue>(method._values, near, written, method.Hash(near, key), method, tags)
    {
        // Its fields, and its strings, none of which is longer than the whole key.
        private static readonly int s_size = Unsafe.SizeOf<TKey>();
        private static readonly bool s_hasStrings = RuntimeHelpers.IsReferenceOrContainsReferences<TKey>();

        private readonly TKey _key = key;

        protected override NearEntry NewEntry(in NearPlace place, int weight, object held)
        {
            var strings = s_hasStrings ? (2 * Key.Length) + (3 * s_size) : 0;
            return new NearEntry<TKey>(place, Mark, NearEntry.Overhead + s_size + strings + weight, held, _key);
        }
    }
}
