using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>What a <c>[RateLimited]</c> wrapper calls: one static descriptor per method.</summary>
/// <typeparam name="TKey">The generated key.</typeparam>
public sealed class RateLimitedMethod<TKey> : ILimitDescriptor
    where TKey : struct, IKvKey
{
    private static ReadOnlySpan<byte> Space => "derp:limit:"u8;

    private readonly string _name;
    private readonly Overridable<LimitTerms> _terms;
    private readonly RateLimitUnavailable _onUnavailable;
    private readonly byte[] _suffix;
    private string? _sameTemplate;

    /// <summary>Creates the descriptor.</summary>
    /// <param name="name">The wrapper's full name; it appears in logs and metrics, and in the key of a counter that is not shared.</param>
    /// <param name="template">The attribute's template.</param>
    /// <param name="policy">The attribute's settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RateLimitedMethod(string name, string template, RateLimitedPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(policy);
        _name = name;
        var request = new PermitRequest(policy.Limit, policy.Window, policy.Cost, policy.Algorithm, policy.Burst);
        request.Validate();
        var batch = policy.PermitBatch;
        if (batch < 1 || batch > policy.Limit || (batch > 1 && (batch < policy.Cost || policy.Algorithm != RateLimitAlgorithm.FixedWindow)))
            throw new ArgumentOutOfRangeException(nameof(policy), batch, "PermitBatch must be from the cost to the limit of a fixed window, or 1.");
        _terms = new(new(KvMethodKind.RateLimited, name), _ => new LimitTerms(request, batch), static (own, changes) => own.With(changes));
        _onUnavailable = policy.OnUnavailable;
        _suffix = CounterKey.SuffixOf(policy.Shared ? null : name, policy.Algorithm);

        // Methods that share a counter do so on purpose; others have the same key only if one method exists in two assemblies.
        if (!policy.Shared)
            _sameTemplate = SharedTemplates.Register(typeof(TKey), $"limit {name}", template, version: 0, name);
    }

    /// <summary>Runs the body if the call is admitted. One round trip before the body.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <typeparam name="TValue">The result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">Is passed to the body too.</param>
    /// <exception cref="RateLimitExceededException">The call is denied.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy is to throw.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TValue> InvokeAsync<TState, TValue>(
        KvClient client,
        TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<TValue>> body,
        CancellationToken cancellationToken)
    {
        ThrowIfDenied(client, await AskAsync(client, key, cancellationToken).ConfigureAwait(false));
        return await body(state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the body if the call is admitted. One round trip before the body.</summary>
    /// <typeparam name="TState">What the body needs.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="key">The arguments of the key.</param>
    /// <param name="state">What the body needs: the instance and all arguments.</param>
    /// <param name="body">The annotated method.</param>
    /// <param name="cancellationToken">Is passed to the body too.</param>
    /// <exception cref="RateLimitExceededException">The call is denied.</exception>
    /// <exception cref="KvUnavailableException">The store did not answer, and the policy is to throw.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="client"/> is null.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InvokeAsync<TState>(
        KvClient client,
        TKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask> body,
        CancellationToken cancellationToken)
    {
        ThrowIfDenied(client, await AskAsync(client, key, cancellationToken).ConfigureAwait(false));
        await body(state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The limit with the arguments of its key, for <see cref="RateLimits"/>.</summary>
    /// <param name="key">The arguments of the key.</param>
    public LimitCall With(TKey key) => new(this, key);

    string ILimitDescriptor.Name => _name;

    NamedLimit? ILimitDescriptor.On(KvClient client, IKvKey key) =>
        _terms.For(client) is { IsEnabled: true } terms ? new(_name, KeyOf(client, (TKey)key), terms.Request, _onUnavailable) : null;

    private ValueTask<RateLimitResult> AskAsync(KvClient client, in TKey key, CancellationToken cancellationToken)
    {
        MissingClient.ThrowIfNull(client, _name);
        if (_terms.For(client) is not { IsEnabled: true } terms)
            return new(new RateLimitResult { Allowed = true });

        TellSameTemplate(client);
        var writer = new KeyWriter(stackalloc byte[256]);
        KeyBuilder.Write(ref writer, client, Space, key, suffix: _suffix);
        var call = (terms.Batch > 1 && client.TryTakeHeld(writer.Written, terms.Request, terms.Batch, _name, cancellationToken, out var decided))
            || client.TryDeny(writer.Written, terms.Request, _name, cancellationToken, out decided)
                ? new ValueTask<RateLimitResult>(decided)
                : client.LimitAsync(LongKey.Shorten(writer.Written), terms.Request, _onUnavailable, _name, cancellationToken, terms.Batch);
        writer.Dispose();
        return call;
    }

    private byte[] KeyOf(KvClient client, in TKey key)
    {
        TellSameTemplate(client);
        return KeyBuilder.Build(client, Space, key, suffix: _suffix);
    }

    private void TellSameTemplate(KvClient client)
    {
        if (_sameTemplate is not null)
            SharedTemplates.Tell(ref _sameTemplate, client, _name);
    }

    private void ThrowIfDenied(KvClient client, in RateLimitResult result)
    {
        if (!result.Allowed)
            throw new RateLimitExceededException(result, _name) { Request = _terms.For(client)?.Request };
    }
}
