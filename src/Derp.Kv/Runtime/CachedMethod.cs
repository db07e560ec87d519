using System.Diagnostics.CodeAnalysis;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Keys;
using Derp.Kv.Near;

namespace Derp.Kv.Runtime;

/// <summary>
/// What a <c>[Cached]</c> wrapper calls: one static descriptor per method. It builds the key, wraps the value in its
/// envelope and leaves the rest to the client.
/// </summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
public sealed class CachedMethod<TKey, TValue> : CachedEntries<TKey, TValue>
    where TKey : struct, IKvKey
{
    private readonly EnvelopeCodec<TValue> _codec;
    private readonly Overridable<CachedTerms> _terms;
    private readonly int _version;
    private string? _sameTemplate;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="template">The attribute's template; without one, the identity that the key begins with.</param>
    /// <param name="type">The full name of the result's type, or its <see cref="KvNameAttribute"/>: what another type has stored is not read.</param>
    /// <param name="serializer">For the result. Null never reaches it.</param>
    /// <param name="policy">The attribute's settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of its range.</exception>
    public CachedMethod(string name, string template, string type, IKvSerializer<TValue> serializer, CachedPolicy policy)
        : base(name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(policy);
        _version = policy.Version;
        _terms = CachedTerms.Overridable(name, policy);
        _codec = new EnvelopeCodec<TValue>(serializer, StoredType.Named(type), policy.CacheNulls, policy.IsFrozen, readsZones: CachedTerms.HasZones(policy));
        _sameTemplate = SharedTemplates.Register(typeof(TKey), "cached", template, policy.Version, name);
    }

    /// <summary>Returns the cached value, or runs the body once for all callers of the key and stores what it returns.</summary>
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
        MissingClient.ThrowIfNull(client, Name);
        return IsCached(client)
            ? InvokeAsync(client, Written(client, key), _codec, state, body, cancellationToken)
            : body(state, cancellationToken);
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
        ArgumentNullException.ThrowIfNull(tags);
        MissingClient.ThrowIfNull(client, Name);
        return IsCached(client)
            ? InvokeAsync(client, Written(client, key), new TaggedRead<TValue>(_codec, client.Generations, CallTags.StampsOf(client, state, tags)), state, body, cancellationToken)
            : body(state, cancellationToken);
    }

    /// <summary>The key of a value, for <see cref="KvClient.InvalidateAsync"/>: what an outbox row or a reader of a change feed needs.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    public ReadOnlyMemory<byte> KeyOf(KvClient client, in TKey key)
    {
        MissingClient.ThrowIfNull(client, Name);
        return Written(client, key);
    }

    /// <summary>Deletes the cached value; the result of a run that is under way is not stored. One round trip.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a value was there.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    public ValueTask<bool> InvalidateAsync(KvClient client, in TKey key, CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, Name);
        return client.InvalidateAsync(Written(client, key), cancellationToken);
    }

    internal EnvelopeCodec<TValue> Codec => _codec;

    internal Overridable<CachedTerms> Terms => _terms;

    internal override bool IsKeptForErrors => _terms.Own.Policy.StaleIfError is not null;

    internal override byte[] Written(KvClient client, in TKey key) => KeyBuilder.Build(client, default, key, _version);

    internal void WriteKey(KvClient client, ref KeyWriter writer, in TKey key) => KeyBuilder.Write(ref writer, client, default, key, _version);

    /// <summary>As the public one, with a key that is written already and another codec.</summary>
    internal ValueTask<TValue> InvokeAsync<TState>(
        KvClient client,
        byte[] key,
        GuardCodec<TValue> codec,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        TellSharedTemplate(client);
        return client.GuardAsync(key, codec, new GuardedCall<TState, TValue>(TermsFor(client).GuardFor(client), state, body), cancellationToken);
    }

    internal override bool TryFindNear(NearCache near, in TKey key, byte[] written, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        return false;
    }

    internal override GuardCodec<TValue> CodecFor(KvClient client, in TKey key, byte[] written, TagStamps? tags) =>
        tags is null ? _codec : new TaggedRead<TValue>(_codec, client.Generations, tags);

    internal override GuardPolicy PolicyFor(KvClient client)
    {
        TellSharedTemplate(client);
        return TermsFor(client).GuardFor(client);
    }

    internal override CachedTerms TermsFor(KvClient client) => _terms.For(client);

    private void TellSharedTemplate(KvClient client)
    {
        if (_sameTemplate is not null)
            SharedTemplates.Tell(ref _sameTemplate, client, Name);
    }
}
