using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Keys;
using Derp.Kv.Ledger.Coordination;
using Derp.Kv.Ledger.Diagnostics;
using Derp.Kv.Runtime;

namespace Derp.Kv.Ledger.Runtime;

/// <summary>What an <c>[Idempotent]</c> wrapper with <c>Ledger = true</c> calls: one static descriptor per method.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result; <see cref="NoValue"/> for a method without one.</typeparam>
public sealed class LedgerMethod<TKey, TValue>
    where TKey : struct, IFingerprintedKey
{
    private readonly string _name;
    private readonly IKvSerializer<TValue> _serializer;
    private readonly Overridable<LedgerPolicy> _terms;
    private readonly int _statusCode;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="template">The attribute's template. Records of another template or type are rejected.</param>
    /// <param name="type">The full name of the stored value's type, or its <see cref="KvNameAttribute"/>; <c>void</c> for a method without a result.</param>
    /// <param name="serializer">For the result. Null never reaches it.</param>
    /// <param name="policy">The attribute's settings; <see cref="IdempotentPolicy.LockTtl"/> has no meaning here.</param>
    /// <exception cref="ArgumentException"><paramref name="policy"/> runs the body without the store, which a ledger cannot do.</exception>
    public LedgerMethod(string name, string template, string type, IKvSerializer<TValue> serializer, IdempotentPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.OnUnavailable != IdempotencyUnavailable.Throw)
            throw new ArgumentException($"{nameof(IdempotentPolicy.OnUnavailable)} must be {nameof(IdempotencyUnavailable.Throw)} on a ledger: the body writes in the same database.", nameof(policy));
        _name = name;
        _serializer = serializer;
        _statusCode = policy.StatusCode;
        var terms = new LedgerPolicy(
            name,
            RecordOrigin.Of(template, StoredType.Named(type)),
            Ttl.Normalize(policy.Ttl),
            policy.InFlight,
            policy.WaitTimeout,
            ShouldStore: null)
        {
            ReturnsStored = policy.ReturnsStored,
        };
        _terms = new(new(KvMethodKind.Idempotent, name), _ => terms, static (own, changes) => own with { Ttl = changes.Ttl ?? own.Ttl });
    }

    /// <summary>
    /// Runs the body in a transaction unless the key's record holds a result, which is then replayed. One round trip more than the
    /// body's own transaction, or one.
    /// </summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="ledger">The ledger.</param>
    /// <param name="key">The arguments of key and fingerprint.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method. Its token is not the caller's.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was written: a placeholder of the key is null or an empty text, or an argument cannot be compared, since it is of
    /// another type than the declared one or contains itself.
    /// </exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running; on SQLite also: another writer holds the database.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with other arguments, or to another method.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="ledger"/> is null, the call was made by the body of another call on a ledger, or the body has ended its transaction itself.</exception>
    public async ValueTask<TValue> InvokeAsync<TState>(
        KvLedger ledger,
        TKey key,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        var result = await InvokeResultAsync(
            ledger,
            key,
            (state, body, status: _statusCode),
            static async (s, transaction, ct) => new IdempotentResult<TValue>(await s.body(s.state, transaction, ct).ConfigureAwait(false), s.status),
            cancellationToken).ConfigureAwait(false);
        return result.Value;
    }

    /// <summary>The same as the overload without a store; a completed result may be replayed from there. The store never decides.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="ledger">The ledger.</param>
    /// <param name="store">Asked first, for a completed result; it gets each result that was committed. Its failures are counted, and change nothing.</param>
    /// <param name="key">The arguments of key and fingerprint.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method. Its token is not the caller's.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was written: a placeholder of the key is null or an empty text, or an argument cannot be compared, since it is of
    /// another type than the declared one or contains itself.
    /// </exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running; on SQLite also: another writer holds the database.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with other arguments, or to another method.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="ledger"/> or <paramref name="store"/> is null, the call was made by the body of another call on a ledger, or the body has ended its transaction itself.</exception>
    public async ValueTask<TValue> InvokeAsync<TState>(
        KvLedger ledger,
        KvClient store,
        TKey key,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        var result = await InvokeResultAsync(
            ledger,
            store,
            key,
            (state, body, status: _statusCode),
            static async (s, transaction, ct) => new IdempotentResult<TValue>(await s.body(s.state, transaction, ct).ConfigureAwait(false), s.status),
            cancellationToken).ConfigureAwait(false);
        return result.Value;
    }

    /// <summary>As <c>InvokeAsync</c>, for a body that chooses the status, and callers that see whether it is a replay.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="ledger">The ledger.</param>
    /// <param name="key">The arguments of key and fingerprint.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method. Its token is not the caller's.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was written: a placeholder of the key is null or an empty text, or an argument cannot be compared, since it is of
    /// another type than the declared one or contains itself.
    /// </exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running; on SQLite also: another writer holds the database.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with other arguments, or to another method.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="ledger"/> is null, the call was made by the body of another call on a ledger, or the body has ended its transaction itself.</exception>
    public ValueTask<IdempotentResult<TValue>> InvokeResultAsync<TState>(
        KvLedger ledger,
        TKey key,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<TValue>>> body,
        CancellationToken cancellationToken)
    {
        ThrowIfNull(ledger);
        return ledger.ExecuteAsync(KeyOf(ledger, key), ArgumentFingerprint.Of(key, _name), _serializer, _terms.For(ledger.Overrides), state, body, cancellationToken);
    }

    /// <summary>As <c>InvokeAsync</c> with a store, for a body that chooses the status, and callers that see whether it is a replay.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="ledger">The ledger.</param>
    /// <param name="store">Asked first, for a completed result; it gets each result that was committed. Its failures are counted, and change nothing.</param>
    /// <param name="key">The arguments of key and fingerprint.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method. Its token is not the caller's.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was written: a placeholder of the key is null or an empty text, or an argument cannot be compared, since it is of
    /// another type than the declared one or contains itself.
    /// </exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running; on SQLite also: another writer holds the database.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with other arguments, or to another method.</exception>
    /// <exception cref="KvUnavailableException">The database did not answer. If <see cref="KvUnavailableException.OutcomeUnknown"/> is true, the commit was sent and nobody could tell what became of it; else nothing was committed.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read, or its result was stored as not replayable.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="ledger"/> or <paramref name="store"/> is null, the call was made by the body of another call on a ledger, or the body has ended its transaction itself.</exception>
    public ValueTask<IdempotentResult<TValue>> InvokeResultAsync<TState>(
        KvLedger ledger,
        KvClient store,
        TKey key,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<TValue>>> body,
        CancellationToken cancellationToken)
    {
        ThrowIfNull(ledger);
        MissingClient.ThrowIfNull(store, _name);
        return BesideStoreAsync(ledger, store, key, state, body, cancellationToken);
    }

    private async ValueTask<IdempotentResult<TValue>> BesideStoreAsync<TState>(
        KvLedger ledger,
        KvClient store,
        TKey key,
        TState state,
        Func<TState, LedgerTransaction, CancellationToken, ValueTask<IdempotentResult<TValue>>> body,
        CancellationToken cancellationToken)
    {
        BodyFlow.ThrowIfInside();
        cancellationToken.ThrowIfCancellationRequested();
        var (terms, fingerprint) = (_terms.For(ledger.Overrides), ArgumentFingerprint.Of(key, _name));
        var mirror = new StoreMirror(store, KeyBuilder.Build(store, "derp:once:"u8, key), fingerprint, terms.Origin, _name);
        if (await mirror.TryReadAsync(cancellationToken).ConfigureAwait(false) is { } record)
        {
            var result = StoredResult.Read(record.State, record.StatusCode, record.Body, _serializer);
            LedgerMetrics.Replay(_name, "store");
            return result;
        }

        return await ledger.ExecuteAsync(KeyOf(ledger, key), fingerprint, _serializer, terms, state, body, cancellationToken, mirror).ConfigureAwait(false);
    }

    private void ThrowIfNull(KvLedger? ledger)
    {
        if (ledger is null)
            throw new InvalidOperationException($"{_name} was called before its KvLedger was set. Assign the ledger in the constructor.");
    }

    private static byte[] KeyOf(KvLedger ledger, in TKey key) => KeyBuilder.Build(ledger.KeyPrefixUtf8, "derp:once:"u8, key);
}
