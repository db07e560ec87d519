using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>What an <c>[Idempotent]</c> wrapper calls: one static descriptor per method.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
/// <typeparam name="TValue">The result; <see cref="NoValue"/> for a method without one.</typeparam>
public sealed class IdempotentMethod<TKey, TValue>
    where TKey : struct, IFingerprintedKey
{
    private readonly string _name;
    private readonly IKvSerializer<TValue> _serializer;
    private readonly Overridable<ClaimPolicy> _terms;
    private readonly int _statusCode;
    private string? _sameTemplate;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics.</param>
    /// <param name="template">The attribute's template. Records of another template or type are rejected.</param>
    /// <param name="type">The full name of the stored value's type, or its <see cref="KvNameAttribute"/>; <c>void</c> for a method without a result.</param>
    /// <param name="serializer">For the result. Null never reaches it.</param>
    /// <param name="policy">The attribute's settings.</param>
    public IdempotentMethod(string name, string template, string type, IKvSerializer<TValue> serializer, IdempotentPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(policy);
        _name = name;
        _serializer = serializer;
        _statusCode = policy.StatusCode;
        var terms = new ClaimPolicy(
            name,
            RecordOrigin.Of(template, StoredType.Named(type)),
            policy.Ttl,
            Ttl.NormalizeLock(policy.LockTtl, nameof(policy)),
            policy.InFlight,
            policy.WaitTimeout,
            ShouldStore: null,
            policy.OnUnavailable)
        {
            ReturnsStored = policy.ReturnsStored,
        };
        _terms = new(new(KvMethodKind.Idempotent, name), _ => terms, static (own, changes) => own with { Ttl = changes.Ttl ?? own.Ttl });
        _sameTemplate = SharedTemplates.Register(typeof(TKey), "once", template, version: 0, name);
    }

    /// <summary>Runs the body unless the key's record holds a result, which is then replayed. Two round trips and the body, or one.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of key and fingerprint.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method. Its token is not the caller's: a caller that cancels does not cancel a payment.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was claimed: a placeholder of the key is null or an empty text, or an argument cannot be compared, since it is of
    /// another type than the declared one or contains itself.
    /// </exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with other arguments, or to another method.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy is to throw.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TValue> InvokeAsync<TState>(
        KvClient client,
        TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        var result = await InvokeResultAsync(
            client,
            key,
            (state, body, status: _statusCode),
            static async (s, ct) => new IdempotentResult<TValue>(await s.body(s.state, ct).ConfigureAwait(false), s.status),
            cancellationToken).ConfigureAwait(false);
        return result.Value;
    }

    /// <summary>The same as <see cref="InvokeAsync"/>, for a body that chooses the status, and callers that see whether it is a replay.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of key and fingerprint.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">Observed until the body starts.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was claimed: a placeholder of the key is null or an empty text, or an argument cannot be compared, since it is of
    /// another type than the declared one or contains itself.
    /// </exception>
    /// <exception cref="IdempotencyInFlightException">The first call is still running.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key belongs to a call with other arguments, or to another method.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy is to throw.</exception>
    /// <exception cref="KvSerializationException">The key's record cannot be read.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    public ValueTask<IdempotentResult<TValue>> InvokeResultAsync<TState>(
        KvClient client,
        TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<IdempotentResult<TValue>>> body,
        CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, _name);
        if (_sameTemplate is not null)
            SharedTemplates.Tell(ref _sameTemplate, client, _name);
        var bytes = KeyBuilder.Build(client, "derp:once:"u8, key);
        return client.ExecuteOnceAsync(bytes, ArgumentFingerprint.Of(key, _name), _serializer, _terms.For(client), state, body, cancellationToken);
    }
}
